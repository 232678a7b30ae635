using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C6: how many input tokens an output token is worth.</summary>
    public static readonly IExperiment ExchangeRate = Add(new ExchangeRates());
}

/// <summary>C6: how many input tokens take as long as one output token: by device, by model, by definition of an input token's time, and by how many answers share a step.</summary>
/// <remarks>An input token's time is either a prompt's time over its length, or what one more token adds; a fixed cost of a step makes them differ. Tables: medians at answers of 128 tokens,
/// one request at a time. The RTX 4090 is modelled by its line of four coefficients.</remarks>
internal sealed partial class ExchangeRates : IExperiment
{
    private const int PromptTokens = 2_048;
    private const int ContextTokens = 1_024;
    private const int ShortContext = 256;

    private static readonly int[] s_running = [1, 2, 4, 8, 16, 32, 40, 64];
    private static readonly int[] s_prompts = [128, 256, 512, 1_024, PromptTokens];
    private static readonly (string Model, string Device, int Devices)[] s_measured =
    [
        ("llama2-70b", "a100-80gb", 2), ("llama2-70b", "a100-80gb", 4), ("llama2-70b", "a100-80gb", 8),
        ("llama2-70b", "h100-80gb", 2), ("llama2-70b", "h100-80gb", 4), ("llama2-70b", "h100-80gb", 8),
        ("bloom-176b", "a100-80gb", 8), ("bloom-176b", "h100-80gb", 8),
    ];

    public string Id => "c06-exchange-rate";

    public string Title => "Input tokens for an output token";

    public string Question => "How many input tokens take as long as one output token, and is that a constant?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "ridge" } }, Ridges, 0);
        context.Point(new() { { "part", "line" } }, Line, 0);
        context.Point(new() { { "part", "tables" } }, Tables, 0);
    }

    /// <summary>Model and devices as charts name them: "70B, 2 x A100".</summary>
    internal static string Name(string model, string device, int devices) =>
        $"{model.Split('-')[^1].ToUpperInvariant()}, {devices} x {device.Split('-')[0].ToUpperInvariant()}";

    private static void Ridges(Point point)
    {
        foreach (var device in Accelerators.All)
        {
            point.Value(Rate, HotRow.Serving.ExchangeRate.Roofline(device, bytesPerWeight: 2), RidgeName, ValueKind.Computed, at: new() { { "device", device.Name } });
        }
    }

    private static void Line(Point point)
    {
        var steps = SimulatedServer.Steps;
        var whole = PromptMs(steps, PromptTokens) / PromptTokens;
        var more = (PromptMs(steps, PromptTokens) - PromptMs(steps, s_prompts[0])) / (PromptTokens - s_prompts[0]);
        foreach (var running in s_running)
        {
            var perOutput = DecodeMs(steps, running, running == 1 ? ShortContext : ContextTokens) / running;
            var at = new Parameters { { "running", running } };
            point.Value(Rate, HotRow.Serving.ExchangeRate.Of(perOutput, whole), WholePrompt, ValueKind.Modelled, at: at);
            point.Value(Rate, HotRow.Serving.ExchangeRate.Of(perOutput, more), OneMore, ValueKind.Modelled, at: at);
        }
    }

    private static void Tables(Point point)
    {
        if (RealData.Open(point, SplitwiseTable.FileName) is not { } path)
        {
            return;
        }

        var table = SplitwiseTable.Read(path);
        foreach (var (model, device, devices) in s_measured)
        {
            double Median(int prompt, Func<SplitwiseRow, double> value) => table.Median(model, device, devices, prompt, 1, value);
            var perOutput = Median(PromptTokens, r => r.TokenMs);
            var prompts = Array.ConvertAll(s_prompts, p => Median(p, r => r.PromptMs));
            var at = new Parameters { { "system", Name(model, device, devices) } };
            point.Value(Rate, HotRow.Serving.ExchangeRate.Of(perOutput, prompts[^1] / PromptTokens), WholePrompt, at: at);
            point.Value(Rate, HotRow.Serving.ExchangeRate.Of(perOutput, LeastSquares.Of([.. s_prompts.Select(p => (double)p)], prompts).Slope), OneMore, at: at);
        }
    }

    private static double PromptMs(LineLatency steps, int tokens) => steps.StepNs(new([new(tokens, 0)], 0, 0)) / 1e6;

    private static double DecodeMs(LineLatency steps, int running, int context) => steps.StepNs(new([], running, (long)running * context)) / 1e6;
}
