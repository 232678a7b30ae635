using System.CommandLine;
using System.Globalization;
using System.Text;

namespace HotRow.Lab;

/// <summary><c>hotrow curve</c>: the hit ratio of policies as a function of the capacity, exact or from a sample of the rows.</summary>
internal static class CurveCommand
{
    private const string Exact = "exact";
    private const int PieceRows = 1 << 20;

    internal static Command Create()
    {
        var trace = new Option<string>("--trace") { Description = TraceInputOptions.TraceDescription, DefaultValueFactory = _ => "docs" };
        var policy = new Option<string>("--policy") { Description = "Policies by name, separated by commas, or all", DefaultValueFactory = _ => CachePolicies.Lru.Name };
        var rate = new Option<string>("--rate")
        {
            Description = $"Share of the rows that is sampled, above 0 and below 1, or {Exact}; below {SampledCurveArgs.LeastDistinctRows:N0} distinct ids every curve is exact",
            DefaultValueFactory = _ => "0.01",
        };
        var capacity = new Option<string>("--capacity") { Description = "Cached rows, or shares of the distinct ids: 184,922,5%", DefaultValueFactory = _ => "0.1%,0.2%,0.5%,1%,2%,5%,10%,20%,50%,100%" };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var input = new TraceInputOptions();
        var command = new Command("curve", "Show the hit ratio as a function of the capacity (miss-ratio curve), exact or sampled with an interval.") { trace, policy, rate, capacity, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var progress = new Progress(configuration.Error);
            var policies = SimulateCommand.FindPolicies(parsed.GetValue(policy)!);
            var sampled = ParseRate(parsed.GetValue(rate)!);
            _ = CapacityList.Parse(parsed.GetValue(capacity)!, distinct: 1); // What is wrong with them is said before a long trace is read.
            var opened = input.Open(parsed, parsed.GetValue(trace)!, progress);
            var capacities = CapacityList.Parse(parsed.GetValue(capacity)!, opened.Distinct).Distinct().Order().ToArray();
            var lines = policies.Select(p => LineOf(opened, Make(opened, p, capacities, sampled, progress), capacities)).ToArray();
            configuration.Output.Write(parsed.GetValue(json) ? JsonOutput.Line(new { Results = lines }) : TextOf(opened, lines));
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The sampling rate; null for exact.</summary>
    private static double? ParseRate(string text)
    {
        if (string.Equals(text, Exact, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1
            ? rate
            : throw new InputException($"--rate {text} is no sampling rate; give a number above 0 and below 1, with a decimal point, or {Exact}");
    }

    private static MissRatioCurve Make(TraceInput input, CachePolicyInfo policy, int[] capacities, double? rate, Progress progress)
    {
        IAccessTrace trace = input.Rows is { } rows ? new WatchedTrace(new MemoryTrace(rows.Name, rows.RowCount, rows.Rows, PieceRows), progress) : input.Trace;
        var isLru = policy.Name == CachePolicies.Lru.Name;
        if (rate is { } share && input.Distinct >= SampledCurveArgs.LeastDistinctRows)
        {
            var args = new SampledCurveArgs { Rate = share, Distinct = input.Distinct };
            return isLru ? SampledCurve.Lru(trace, args) : SampledCurve.Of(policy, capacities, trace, args);
        }

        if (policy.NeedsTrace && input.Rows is null)
        {
            throw new InputException($"the policy '{policy.Name}' needs the whole trace in memory, and its {trace.IndexCount:N0} accesses are more than "
                + $"the {RenumberedTrace.DefaultMostInMemory:N0} that are kept there; leave the policy out, sample with --rate or cut the trace");
        }

        return isLru ? ExactCurve.Lru(trace) : ExactCurve.Of(policy, capacities, trace);
    }

    private static CurveLine LineOf(TraceInput input, MissRatioCurve curve, int[] capacities) => new(input.Name, curve.Policy, NameOf(curve.Method), curve.Note,
        input.Trace.IndexCount, input.Distinct, [.. capacities.Select(c => curve.PointAt(c))]);

    private static string NameOf(CurveMethod method) => method switch
    {
        CurveMethod.StackDistances => "stack-distances",
        CurveMethod.Simulation => "simulation",
        CurveMethod.SampledStackDistances => "sampled-stack-distances",
        _ => "sampled-simulation",
    };

    private static string TextOf(TraceInput input, CurveLine[] lines)
    {
        var text = new StringBuilder($"{PrintableText.Line(input.Name)}: {input.Trace.IndexCount:N0} accesses, {input.Distinct:N0} distinct ids; {PrintableText.Line(input.Preparation)}; {input.Numbering}.\n");
        var table = new TextTable("policy", "capacity", "of ids", "hit ratio", "95 % interval", "method");
        foreach (var line in lines)
        {
            foreach (var point in line.Points)
            {
                table.Add(line.Policy, $"{point.Capacity:N0}", $"{100 * point.Capacity / input.Distinct:F2} %", $"{100 * point.HitRatio:F3} %",
                    line.IsExact ? "exact" : $"{100 * point.Low:F3} to {100 * point.High:F3} %", line.Method);
            }
        }

        text.Append(table);
        foreach (var line in lines.Where(l => l.Note.Length > 0))
        {
            text.Append($"{line.Policy}: {line.Note}.\n");
        }

        return lines.All(l => l.IsExact) && input.Distinct < SampledCurveArgs.LeastDistinctRows
            ? text.Append($"Exact: a sample is taken from {SampledCurveArgs.LeastDistinctRows:N0} distinct ids on.\n").ToString()
            : text.ToString();
    }

    /// <summary>One policy's curve: a line of <c>curve --json</c>.</summary>
    private sealed record CurveLine(string Trace, string Policy, string Method, string Note, long Accesses, int Distinct, CurvePoint[] Points)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public bool IsExact => !Method.StartsWith("sampled", StringComparison.Ordinal);
    }
}
