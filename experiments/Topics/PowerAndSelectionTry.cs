using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    private const double HouseholdKwh = 10_791;

    /// <summary>The electricity of a year.</summary>
    /// <param name="watts">Power while it works, 1 to 10,000 W.</param>
    /// <param name="pue">Power of the whole building over that of the machines, 1 to 3.</param>
    /// <param name="loadPercent">Share of the year in which it works, 0 to 100 %; the rest counts as nothing.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult YearOfPower(double watts, double pue = 1, double loadPercent = 100)
    {
        TryLimits.Check("watts", watts, 1, 10_000);
        TryLimits.Check("pue", pue, 1, 3);
        TryLimits.Check("loadPercent", loadPercent, 0, 100);
        var points = new TryPoints(new("kwh-per-year", "Electricity of a year", "kWh", false, "power x 8,760 h x load x PUE"));
        foreach (var at in new[] { 0, 25.0, 50, 75, 100, loadPercent }.Distinct().Order())
        {
            points.Add("with the building", at, EnergyCost.KwhPerYear(watts, at / 100, pue), ValueKind.Computed);
            points.Add("the board alone", at, EnergyCost.KwhPerYear(watts, at / 100), ValueKind.Computed);
        }

        var kwh = EnergyCost.KwhPerYear(watts, loadPercent / 100, pue);
        return points.Result(
            FormattableString.Invariant($"{watts:N0} W at {loadPercent:0.#} % of the year, PUE {pue:0.###}"),
            [
                new("electricity of a year", kwh, "kWh", ValueKind.Computed),
                new("households of the United States (10,791 kWh, 2022)", kwh / HouseholdKwh, "", ValueKind.Computed),
                new("power that would make 7,000 kWh in a year at full load", EnergyCost.WattsOf(7_000), "W", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A year of electricity, by the share of it at work", "load (%)", "Computed: an idle board takes some power too, which is left out.", references: ReferenceLine.Horizontal("document 003: 7,000 kWh", 7_000)));
    }

    /// <summary>What a step costs in time and energy on an accelerator of the catalogue, by the sequences that share it.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="batch">Sequences of a step, 1 to 1,024.</param>
    /// <param name="context">Tokens of each sequence, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range, or there is no such accelerator.</exception>
    public static TryResult StepEnergy(string device, int batch, int context = 1_024)
    {
        TryLimits.Check("batch", batch, 1, 1_024);
        TryLimits.Check("context", context, 1, 100_000);
        var accelerator = Accelerators.Find(device);
        var latency = LatencyModels.Roofline.Create(new(ModelShapes.Llama31With8B, accelerator));
        double Joules(int sequences) => accelerator.PowerW.Value * latency.StepNs(new([], sequences, (long)sequences * context)) / 1e9 / sequences;
        var points = new TryPoints(new("joules-per-token", "Energy of a token", "J", false, "board limit x step time / sequences"));
        foreach (var at in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, batch }.Distinct().Order())
        {
            points.Add(accelerator.Name, at, Joules(at), ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"Llama 3.1 8B on {accelerator.Name}, {batch:N0} sequences of {context:N0} tokens"),
            [
                new("time of a step", latency.StepNs(new([], batch, (long)batch * context)) / 1e6, "ms", ValueKind.Modelled),
                new("energy of a token", Joules(batch), "J", ValueKind.Modelled),
                new("operations a byte at which arithmetic takes as long as reading", accelerator.Ridge, "FLOP/B", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A batch shares the step's energy", "sequences of a step", "Modelled: data sheet peaks and the board's power limit; keys and values count.", logX: true, logY: true));
    }

    /// <summary>How many requests a second one accelerator serves in time.</summary>
    /// <param name="device">Its name in the catalogue.</param>
    /// <param name="ttft">Longest time to first token, 1 to 60,000 ms.</param>
    /// <param name="tpot">Longest time per output token, 1 to 10,000 ms.</param>
    /// <exception cref="InputException">A parameter is outside its range, or there is no such accelerator.</exception>
    public static TryResult WhatItServes(string device, double ttft, double tpot)
    {
        TryLimits.Check("ttft", ttft, 1, 60_000);
        TryLimits.Check("tpot", tpot, 1, 10_000);
        var accelerator = Accelerators.Find(device);
        var goal = new PlanGoal(ServiceObjectives.OfMs(ttft, tpot), 0.9);
        var load = new AcceleratorSelector.Load(300, 20);
        var points = new TryPoints(AcceleratorSelector.Rate);
        foreach (var one in new[] { accelerator, Accelerators.Find(AcceleratorSelector.ReferenceName) }.DistinctBy(a => a.Name))
        {
            points.Add("requests in time", one.Name, AcceleratorSelector.HighestRate(one, load, 1, goal), ValueKind.Modelled);
        }

        var rate = AcceleratorSelector.HighestRate(accelerator, load, 1, goal);
        return points.Result(
            FormattableString.Invariant($"Llama 3.1 8B on one {accelerator.Name}, nine in ten requests within TTFT {ttft:0.#} ms and TPOT {tpot:0.#} ms"),
            [
                new("requests a second in time", rate, "1/s", ValueKind.Modelled),
                new("what it may cost beside an RTX 4090", rate / AcceleratorSelector.HighestRate(Accelerators.Find(AcceleratorSelector.ReferenceName), load, 1, goal), "x", ValueKind.Modelled),
                new("its dense peak beside an RTX 4090's", accelerator.DenseTflops / Accelerators.Find(AcceleratorSelector.ReferenceName).DenseTflops, "x", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Bar, "Requests in time", "", "Modelled: arrivals and lengths drawn like Azure's conversations, at least 300 of them and at least 20 s."));
    }
}
