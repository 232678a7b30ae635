using System.Globalization;
using System.Text.Json;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>PyTorch on a CUDA device: what a short script of <c>peers/</c> measured in a process of its own.</summary>
internal static class TorchPeer
{
    /// <summary>Runs a script and adds what it measured, as amounts per second, to a point. Without a GPU, Python, torch or an answer it adds nothing.</summary>
    /// <param name="point">The point; its note then says what the script's times are.</param>
    /// <param name="rate">What an amount per second is.</param>
    /// <param name="amount">The amount of one call, already divided by 1e9 for GB and GFLOP.</param>
    /// <param name="script">The script: its last line holds a list of seconds for each way, by name, under "seconds".</param>
    /// <param name="arguments">What it gets.</param>
    public static void Add(DevicePoint point, Metric rate, double amount, string script, params long[] arguments)
    {
        if (point.Device.Info.Backend != "cuda")
        {
            return;
        }

        point.Point.After(_ =>
        {
            using var answer = Ask(point.Point, point.Device.Info, script, [.. arguments.Select(a => a.ToString(CultureInfo.InvariantCulture))]);
            if (answer is null)
            {
                return;
            }

            if (!answer.RootElement.TryGetProperty("seconds", out var ways) || ways.ValueKind != JsonValueKind.Object)
            {
                point.Point.Note += $"; {script} under torch {PythonPeer.TorchVersion()}: no seconds in its answer";
                return;
            }

            point.Point.Note += "; torch ran in a process of its own, after ours: a neighbour, not interleaved";
            foreach (var way in ways.EnumerateObject())
            {
                var seconds = Statistics.Median([.. way.Value.EnumerateArray().Select(s => s.GetDouble())]);
                point.Point.Value(rate, amount / seconds.Value, $"torch {way.Name}", ValueKind.Measured, amount / seconds.High, amount / seconds.Low);
            }
        });
    }

    /// <summary>Runs a script; null, with the reason in the point's note, where it gives no answer.</summary>
    public static JsonDocument? Ask(Point point, DeviceInfo device, string script, params string[] arguments)
    {
        if (WhyNot(device) is { } reason)
        {
            point.Note += "; " + reason;
            return null;
        }

        var answer = PythonPeer.RunScript(script, out var why, arguments);
        point.Note += answer is null ? $"; {script} under torch {PythonPeer.TorchVersion()}: {why}" : "";
        return answer;
    }

    // Why PyTorch is not asked beside that device; null when it is.
    private static string? WhyNot(DeviceInfo device) =>
        device.Index != 0 ? "torch is asked on the first device alone"
        : PythonPeer.TorchVersion() is null ? "no Python with torch here"
        : null;
}
