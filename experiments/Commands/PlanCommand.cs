using System.CommandLine;
using System.Globalization;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary><c>hotrow plan</c>: the cheapest servers that keep objectives on given arrivals.</summary>
internal static class PlanCommand
{
    /// <summary>Requests that are simulated at most: the busiest window of a longer trace.</summary>
    internal const int MostRequests = 20_000;

    private const int DefaultDevices = 64;
    private const int MostShared = 64;
    private const int MostDevices = 1_024;

    internal static Command Create()
    {
        var slo = new Option<string>("--slo") { Description = "Limits that a request must keep all of, in ms: ttft=200,tpot=100, and e2e; or a set by name: " + string.Join(", ", SloPresets.All.Select(s => s.Name)), Required = true };
        var attain = DecimalNumber.Option("--attain", "Share of the requests that must keep them", 0.001, 1, otherwise: 0.9);
        var model = new Option<string>("--model") { Description = "Model by name, or by the end of it: " + string.Join(", ", ModelShapes.All.Select(m => m.Name)), DefaultValueFactory = _ => ModelShapes.Llama31With8B.Name };
        var price = DecimalNumber.Option("--price", "What one accelerator of every kind costs, $/h; without any price plans are compared by their number of accelerators", 1e-6, 1e6);
        var prices = new Option<string?>("--prices") { Description = "A JSON file of prices, $/h of one accelerator by name, such as " + PriceList.Example };
        var devices = new Option<string?>("--devices") { Description = "Kinds of accelerators to look at, separated by commas; all of the catalogue when left out" };
        var most = WholeNumber.Option("--max-devices", "Most accelerators of a plan", 1, MostDevices, otherwise: DefaultDevices);
        var shared = new Option<string>("--tensor-parallel") { Description = "How many accelerators may share each layer of one server, separated by commas", DefaultValueFactory = _ => "1,2,4,8" };
        var catalogue = new Option<string?>("--catalogue") { Description = "Your own accelerators, a JSON file on top of the shipped catalogue or in its place; list accelerators --json prints the shipped one in that format" };
        var batch = WholeNumber.Option("--batch", "Most sequences of a step", 1, 65_536, otherwise: 256);
        var budget = new Option<string>("--budget") { Description = "Wall time for the search: 60s, 2m; what is not looked at by then is said", DefaultValueFactory = _ => "60s" };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var trace = new ServingTraceOptions();
        var command = new Command("plan", "Find the cheapest servers that keep objectives on your arrivals, how sure that is, and what would change it.");
        trace.AddTo(command);
        foreach (var option in new Option[] { slo, attain, model, price, prices, devices, most, shared, catalogue, batch, budget, json })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            // What is wrong with the options is said before a long file is read.
            var configuration = parsed.InvocationConfiguration;
            var objectives = SloPresets.Parse(parsed.GetValue(slo)!);
            var shape = ServedModel.Find(parsed.GetValue(model)!);
            var known = parsed.GetValue(catalogue) is { } path ? AcceleratorCatalogue.Read(path) : Accelerators.Shipped;
            var looked = parsed.GetValue(devices) is { } names ? [.. names.Split(',', StringSplitOptions.TrimEntries).Select(known.Find).DistinctBy(a => a.Name)] : known.All;
            var costs = Prices(parsed.GetValue(price), parsed.GetValue(prices), known);
            var groups = Groups(parsed.GetValue(shared)!);
            var time = RunOptions.Duration(parsed.GetValue(budget)!);
            using var listening = CommandLine.ListenForStop();
            using var over = new CancellationTokenSource(time);
            var opened = trace.Open(parsed);
            var goal = new PlanGoal(objectives, parsed.GetValue(attain), parsed.GetValue(most), costs?.Of, trace.Seed(parsed));
            var progress = new Progress(configuration.Error);
            var report = PlanReport.Find(opened, goal, shape, known, looked, costs, parsed.GetValue(batch), groups, progress, over.Token);
            configuration.Output.Write(parsed.GetValue(json) ? JsonOutput.Line(PlanDocument.Of(report)) : PlanText.Of(report));
            return CommandLine.Success;
        });
        return command;
    }

    private static int[] Groups(string text)
    {
        var groups = text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MostShared
            ? n
            : throw new InputException($"--tensor-parallel {PrintableText.Quote(text)}: {PrintableText.Quote(part)} is no number of accelerators; give whole numbers from 1 to {MostShared}, separated by commas"));
        return [.. groups.Distinct().Order()];
    }

    private static PriceList? Prices(double? same, string? file, AcceleratorCatalogue catalogue) => (same, file) switch
    {
        ({ } one, null) => PriceList.Same(one),
        (null, { } path) => PriceList.Read(path, catalogue),
        (null, null) => PriceList.OfCatalogue(catalogue),
        _ => throw new InputException("--price is one price for every kind and --prices a file with one for each; give one of them"),
    };
}
