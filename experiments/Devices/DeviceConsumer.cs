using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>A consumer's own work on the device: products of a batch's rows with a weight matrix, as many one after the other as take a wanted time.</summary>
internal sealed class DeviceConsumer
{
    private const int MostProducts = 1_024;
    private const int Tries = 7;
    private readonly DeviceGemm _gemm;
    private readonly DeviceBuffer<float> _weights;
    private readonly DeviceBuffer<float> _output;
    private readonly int _batch;
    private readonly int _dim;
    private readonly int _columns;
    private readonly float[] _hostWeights;

    /// <summary>Makes the weights from the seed.</summary>
    /// <param name="point">Owns everything.</param>
    /// <param name="device">The device.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="columns">Columns of the weight matrix.</param>
    public DeviceConsumer(Point point, Device device, int batch, int dim, int columns)
    {
        (_batch, _dim, _columns) = (batch, dim, columns);
        _gemm = point.Own(new DeviceGemm(device, GemmPrecision.Fp32));
        _weights = point.Own(device.Allocate<float>((long)dim * columns, "the consumer's weights"));
        _output = point.Own(device.Allocate<float>((long)batch * columns, "the consumer's output"));
        _hostWeights = new float[dim * columns];
        RandomRows.Fill(point.Seed, 0, _hostWeights);
        using var stream = device.CreateStream();
        stream.UploadAndWait<float>(_weights, 0, _hostWeights);
    }

    /// <summary>Products a batch.</summary>
    public int Products { get; private set; } = 1;

    /// <summary>What it computes, in words.</summary>
    public string Description => $"{Products} products a batch of [{_batch}, {_dim}] and [{_dim}, {_columns}], {_gemm.Path}";

    /// <summary>Chooses how many products take about the wanted time, and returns the time they take.</summary>
    public TimeSpan Calibrate(DeviceStream stream, DeviceBuffer<float> rows, TimeSpan wanted)
    {
        Products = 1;
        var one = TimeOf(stream, rows);
        Products = (int)Math.Clamp(Math.Round(wanted / one), 1, MostProducts);

        // Products that wait for nobody run closer together than one alone.
        var all = TimeOf(stream, rows);
        Products = (int)Math.Clamp(Math.Round(Products * (wanted / all)), 1, MostProducts);
        return TimeOf(stream, rows);
    }

    /// <summary>Gives the work on one batch to the device.</summary>
    public void Enqueue(DeviceStream stream, DeviceBuffer<float> rows)
    {
        for (var i = 0; i < Products; i++)
        {
            _gemm.Multiply(stream, _batch, _columns, _dim, rows, _weights, _output);
        }
    }

    /// <summary>Some outputs against a sum in double precision.</summary>
    public (bool Passed, string Detail) Check(DeviceStream stream, DeviceBuffer<float> rows)
    {
        Enqueue(stream, rows);
        var (input, output) = (new float[_batch * _dim], new float[_batch * _columns]);
        stream.DownloadAndWait(input, rows, 0);
        stream.DownloadAndWait(output, _output, 0);
        return GemmCheck.RandomOutputs(input, _hostWeights, output, _batch, _columns, _dim, seed: 1);
    }

    private TimeSpan TimeOf(DeviceStream stream, DeviceBuffer<float> rows) => Enumerable.Range(0, Tries).Min(_ => Elapsed.Of(() =>
    {
        Enqueue(stream, rows);
        stream.Synchronize();
    }));
}
