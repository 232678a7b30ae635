using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HotRow.Lab;

/// <summary>The documents' claims on dimension, batch and sequence, judged from stored numbers.</summary>
internal sealed partial class Week1
{
    // Below it the runtime's own memory is not small beside the tensors.
    private const double LargeEnough = 16e6;

    // A cell that is slower by less is no spike.
    private const double Spike = 1.25;

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("004-linear-memory", "004, Linear Memory Scaling", "Memory of the input grows linearly with batch, sequence and dimension.", JudgeMemory),
        new("004-nonlinear-latency", "004, Non-Linear Latency Growth", "Latency grows non-linearly with dimension, through more operations, memory bandwidth and effects of cache and operating system.", JudgeLatency),
        new("004-small-batching", "004, Batching Sweet Spot", "At small dimensions batching amortises overhead.", JudgeAmortisation),
        new("004-large-batching", "004, Batching Sweet Spot", "At large dimensions memory pressure dominates and latency spikes as the batch grows.", JudgeSpike),
        new("004-exponential-sequence", "004, Sequence Length Amplification", "Longer sequences increase memory and compute exponentially.", JudgeSequence),
    ];

    /// <summary>A power law fitted to times over lengths, beside an exponential.</summary>
    /// <param name="Exponent">Slope of the line through the logarithms.</param>
    /// <param name="Reach">Half of the slope's 95 % interval.</param>
    /// <param name="PowerR2">Share of the logarithms' variance that the power law explains.</param>
    /// <param name="ExponentialR2">The same for an exponential.</param>
    internal readonly record struct Growth(double Exponent, double Reach, double PowerR2, double ExponentialR2)
    {
        /// <summary>Whether the times grow as a power, and by the exponent's interval no faster than about this one.</summary>
        public bool IsPowerUpTo(double exponent) => PowerR2 > ExponentialR2 && Exponent + Reach <= exponent + 0.5;

        /// <inheritdoc/>
        public override string ToString() => $"{Exponent:0.00} -+ {Reach:0.00} (R2 {PowerR2:0.000}; exponential {ExponentialR2:0.000})";

        /// <summary>Fits both laws; NaN below three lengths.</summary>
        public static Growth Of(IReadOnlyList<Observation> times, Func<Observation, double> length)
        {
            var usable = times.Where(o => o.Value > 0 && length(o) > 0).ToArray();
            if (usable.Select(length).Distinct().Count() < 3)
            {
                return new(double.NaN, double.NaN, double.NaN, double.NaN);
            }

            double[] y = [.. usable.Select(o => Math.Log(o.Value))], x = [.. usable.Select(length)], logX = [.. x.Select(v => Math.Log(v))];
            var (a, b) = Fit.Line(logX, y);
            var mean = logX.Average();
            var error = Math.Sqrt(logX.Zip(y, (l, t) => Squared(t - a - (b * l))).Sum() / (y.Length - 2) / logX.Sum(l => Squared(l - mean)));
            return new(b, StudentT.InvCDF(0, 1, y.Length - 2, 0.975) * error, R2(logX, y), R2(x, y));
        }

        private static double R2(double[] x, double[] y)
        {
            var (a, b) = Fit.Line(x, y);
            return GoodnessOfFit.RSquared(x.Select(v => a + (b * v)), y);
        }

        private static double Squared(double value) => value * value;
    }

    // Resident memory over the tensors' formula, of each cell that is large enough.
    private static double[] Resident(ResultSet results) =>
    [
        .. Grid(results, TensorBytes).Where(t => t.Value >= LargeEnough)
            .Select(t => results.Value(ResidentBytes, ("part", "grid"), ("batch", t["batch"]), ("seq", t["seq"]), ("dim", t["dim"])) / t.Value)
            .Where(double.IsFinite),
    ];

    private static Verdict JudgeMemory(ResultSet results)
    {
        var ratios = Resident(results);
        if (ratios.Length < 3)
        {
            return Verdict.NotRun;
        }

        var median = Statistics.Median(ratios);
        var figure = $"resident / formula over {ratios.Length} cells of 16 MB and more: {median.Value:0.00} ({ratios.Min():0.00}-{ratios.Max():0.00})";
        return ratios.Min() >= 0.8 && ratios.Max() <= 1.25 ? Verdict.Reproduced(figure)
            : median.High < 0.8 || median.Low > 1.25 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the cell: what else the process holds or gives back meanwhile is counted too", figure);
    }

    private static Verdict JudgeLatency(ResultSet results)
    {
        var slopes = Grid(results, Metrics.TimeMs).GroupBy(o => (o["batch"].Text, o["seq"].Text)).Select(g => PowerLaw.Exponent(g.Select(o => (o["dim"].Number, o.Value)))).Where(double.IsFinite).ToArray();
        var rates = Grid(results, Metrics.GflopPerSecond);
        var dims = rates.Select(o => o["dim"].Number).Distinct().Order().ToArray();
        if (slopes.Length == 0 || dims.Length < 2)
        {
            return Verdict.NotRun;
        }

        var slope = Statistics.Median(slopes);
        var rate = (double dim, Func<Observation, double> of) => Statistics.Median([.. rates.Where(o => o["dim"].Number == dim).Select(of)]).Value;
        var (gain, low, high) = (rate(dims[^1], o => o.Value) / rate(dims[0], o => o.Value), rate(dims[^1], o => o.Low) / rate(dims[0], o => o.High), rate(dims[^1], o => o.High) / rate(dims[0], o => o.Low));
        var figure = $"latency ~ dim^{slope.Value:0.00} [{slope.Low:0.00}, {slope.High:0.00}] (operations give 2); rate at dim {dims[^1]:0} / {dims[0]:0}: {gain:0.00} x [{low:0.00}, {high:0.00}]";
        return slope.High < 1.2 ? Verdict.Contradicted(figure)
            : slope.Low < 1.2 ? Verdict.Depends("the cell: not in all of them does latency grow faster than the dimension", figure)
            : high < 0.9 ? Verdict.Reproduced(figure, "the arithmetic rate falls as the dimension grows")
            : Verdict.Depends(low > 0.9 ? "the cause: operations explain it, no effect of memory or system makes it worse" : "the cause: operations explain most of it, and the noise hides whether the rate falls", figure);
    }

    private static (Observation OneRow, Observation Best, Observation Most)? PerToken(ResultSet results, double dim)
    {
        var tokens = results.Where(NsPerToken).Where(o => o["part"].Text is "extension" or "grid" && o["dim"].Number == dim).OrderBy(o => o["rows"].Number).ToArray();
        return tokens.Length < 3 || tokens[0]["rows"].Number != 1 ? null : (tokens[0], tokens.MinBy(o => o.Value)!, tokens[^1]);
    }

    private static double[] ExtensionDims(ResultSet results) => [.. results.Where(NsPerToken, ("part", "extension")).Select(o => o["dim"].Number).Distinct().Order()];

    private static Verdict JudgeAmortisation(ResultSet results)
    {
        var gains = ExtensionDims(results).Select(d => (Dim: d, Tokens: PerToken(results, d))).Where(g => g.Tokens is not null)
            .Select(g => (g.Dim, Gain: g.Tokens!.Value.OneRow.Value / g.Tokens.Value.Best.Value, Low: g.Tokens.Value.OneRow.Low / g.Tokens.Value.Best.High, High: g.Tokens.Value.OneRow.High / g.Tokens.Value.Best.Low)).ToArray();
        if (gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "one row over the best batch, time per token: " + string.Join("; ", gains.Select(g => $"dim {g.Dim:0}: {g.Gain:0.0} x [{g.Low:0.0}, {g.High:0.0}]"));
        return gains[0].High < 1.2 ? Verdict.Contradicted(figure)
            : gains[0].Low <= 1.2 ? Verdict.Depends("the noise of this run: the interval holds both a gain and none", figure)
            : gains[^1].Low > gains[0].High ? Verdict.Reproduced(figure, "and more so at large dimensions, where one row must read all the weights")
            : Verdict.Reproduced(figure);
    }

    // A slowdown alone does not show memory pressure: the roofline says what bounds the cell.
    private static Verdict JudgeSpike(ResultSet results)
    {
        var dims = ExtensionDims(results);
        if (dims.Length == 0 || PerToken(results, dims[^1]) is not var (_, best, most))
        {
            return Verdict.NotRun;
        }

        var (ratio, low, high) = (most.Value / best.Value, most.Low / best.High, most.High / best.Low);
        var noise = Math.Max(NoiseOf(results, best), NoiseOf(results, most));
        var figure = $"dim {dims[^1]:0}, {most["rows"].Number:N0} rows: {ratio:0.00} x [{low:0.00}, {high:0.00}] the best batch's time per token, noise {100 * noise:0.#} %";
        if (high < Spike * (1 + noise))
        {
            return Verdict.Contradicted(figure, "time per token flattens and stays flat: no spike");
        }

        if (low <= Spike * (1 + noise))
        {
            return Verdict.Depends("the noise of this run: the interval holds both a plateau and a spike", figure);
        }

        var (peak, bandwidth) = (Highest(results, Metrics.GflopPerSecond, FmaPeak), Highest(results, Metrics.GBps, StreamRead));
        return most["intensity"].Number < peak / bandwidth
            ? Verdict.Reproduced(figure, $"memory bounds it: {most["intensity"].Number:0} FLOP/B, the ridge is at {peak / bandwidth:0}")
            : Verdict.Depends("the cause: it slows down, but by the roofline arithmetic bounds it; memory pressure is not shown", figure);
    }

    private static double NoiseOf(ResultSet results, Observation observation) =>
        results.Points.Where(p => p.Parameters.Key == observation.Parameters.Key && double.IsFinite(p.NoiseFloor)).Select(p => p.NoiseFloor).FirstOrDefault();

    private static double Highest(ResultSet results, Metric metric, string ceiling) =>
        results.Where(metric, ("part", "ceilings"), ("variant", ceiling + Fastest)).Select(o => o.Value).DefaultIfEmpty(double.NaN).Max();

    private static Verdict JudgeSequence(ResultSet results)
    {
        var scores = results.Where(Metrics.TimeMs, ("part", "scores")).ToArray();
        var of = (string variant) => Growth.Of([.. scores.Where(o => o.Variant == variant)], o => o["seq"].Number);
        var (projection, attention) = (of(Projection), of(ScoresAndSoftmax));
        if (double.IsNaN(projection.Exponent) || double.IsNaN(attention.Exponent))
        {
            return Verdict.NotRun;
        }

        var figure = $"exponents: projection {projection}, scores {attention}";
        var exponential = new[] { projection, attention }.Count(g => g.ExponentialR2 > g.PowerR2);
        return exponential == 2 ? Verdict.Reproduced(figure, "an exponential fits better than a power")
            : projection.IsPowerUpTo(1) && attention.IsPowerUpTo(2) ? Verdict.Contradicted(figure, "powers of at most about 1 and 2, no exponential")
            : Verdict.Depends(Math.Max(projection.Reach, attention.Reach) > 0.5 ? "the noise of this run: the exponents are uncertain" : "the part and the range of lengths: no law holds for both", figure);
    }
}
