using System.CommandLine;
using System.Globalization;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Arrivals that a command opened.</summary>
/// <param name="Recorded">All requests of the file or the generator.</param>
/// <param name="Arrivals">The part that was asked for, at the speed that was asked for.</param>
/// <param name="Notes">What a reader must know of them.</param>
internal sealed record ServingTrace(RecordedRequests Recorded, TraceArrivals Arrivals, IReadOnlyList<string> Notes)
{
    /// <summary>The requests, each time anew.</summary>
    internal IEnumerable<ServingRequest> Requests() => Arrivals.Requests(0);

    /// <summary>Tokens of the longest answer: what a server that reserves memory must be told.</summary>
    internal int LongestAnswer() => Requests().Max(r => r.OutputTokens);
}

/// <summary>The options that say which arrivals to open, shared by the commands that serve them.</summary>
internal sealed class ServingTraceOptions
{
    private const int DefaultGenerated = 2_000;
    private const int MostRequests = 50_000_000;
    private const double AzureRate = 5.53;
    private const double MooncakeRate = 3.40;
    private const double MostRate = 1e6;

    private readonly Option<string> _trace = new("--trace")
    {
        Description = "A file of arrivals, or generated ones at so many a second: azure-like[:RATE], mooncake-like[:RATE], poisson:RATE",
        DefaultValueFactory = _ => LengthSources.AzureLike.Name,
        HelpName = "FILE|NAME[:RATE]",
    };

    private readonly Option<string?> _format = new("--format") { Description = "Format of the file, when its first line does not tell: " + string.Join(", ", ArrivalFormats.All.Select(f => f.Name)) };
    private readonly Option<double> _timeScale = DecimalNumber.Option("--time-scale", "Every time of the arrivals is multiplied by it: 0.5 is twice the rate", 1e-3, 1e3, otherwise: 1);
    private readonly Option<int?> _limit = WholeNumber.Option<int>("--limit", $"First so many requests only; of generated ones how many ({DefaultGenerated:N0} when left out)", 1, MostRequests);
    private readonly Option<ulong> _seed = WholeNumber.Option<ulong>("--seed", "Seed of generated arrivals and of resampled ones", 0, ulong.MaxValue, otherwise: 1);

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _trace, _format, _timeScale, _limit, _seed })
        {
            command.Add(option);
        }
    }

    /// <summary>The seed.</summary>
    internal ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Opens what the options name.</summary>
    /// <exception cref="InputException">There is no such file, it is faulty, or an option does not fit.</exception>
    internal ServingTrace Open(ParseResult parsed)
    {
        var name = parsed.GetValue(_trace)!;
        var format = parsed.GetValue(_format);
        var limit = parsed.GetValue(_limit);
        var generated = Generated(name, limit ?? DefaultGenerated);
        if (generated is not null && format is not null)
        {
            throw new InputException($"--format {format} is for files; '{name}' is generated (a file of that name is ./{name})");
        }

        var recorded = generated is null ? ArrivalFile.Read(name, format) : RecordedRequests.Of(generated.Name, generated.Requests(Seed(parsed)));
        var arrivals = new TraceArrivals(recorded, 0, limit ?? int.MaxValue) { TimeScale = parsed.GetValue(_timeScale) };
        return new(recorded, arrivals, recorded.Notes);
    }

    private static IArrivalProcess? Generated(string trace, int count)
    {
        var colon = trace.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? trace : trace[..colon];
        var isPoisson = name.Equals(ArrivalProcesses.Poisson.Name, StringComparison.OrdinalIgnoreCase);
        var isMooncake = name.Equals(LengthSources.MooncakeLike.Name, StringComparison.OrdinalIgnoreCase);
        if (!isPoisson && !isMooncake && !name.Equals(LengthSources.AzureLike.Name, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (isPoisson && colon < 0)
        {
            throw new InputException("--trace poisson needs a rate behind a colon: poisson:5 for five requests a second");
        }

        var lengths = isMooncake ? LengthSources.MooncakeLike : LengthSources.AzureLike;
        var rate = colon < 0 ? isMooncake ? MooncakeRate : AzureRate : ReadRate(trace, trace[(colon + 1)..]);
        return ArrivalProcesses.Poisson.Create(new(rate, count, lengths.Create()));
    }

    private static double ReadRate(string trace, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var rate) && rate is >= 1e-3 and <= MostRate
            ? rate
            : throw new InputException($"--trace {PrintableText.Quote(trace)}: {PrintableText.Quote(text)} is no rate; give requests a second, from 0.001 to a million: poisson:5");
}
