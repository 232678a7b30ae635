using System.CommandLine;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What a command serves arrivals with.</summary>
/// <param name="Shape">The model.</param>
/// <param name="Accelerator">What it runs on.</param>
/// <param name="TensorParallel">Accelerators of one server.</param>
/// <param name="Catalogue">Where the accelerator's figures come from.</param>
/// <param name="Options">What is simulated.</param>
internal sealed record ServedFleet(ModelShape Shape, Accelerator Accelerator, int TensorParallel, AcceleratorCatalogue Catalogue, ServingOptions Options)
{
    /// <summary>Servers in all.</summary>
    internal int Servers => Options.Split is { } split ? split.PrefillServers + split.DecodeServers : Options.Replicas;

    /// <summary>Accelerators in all.</summary>
    internal int Devices => Servers * TensorParallel;

    /// <summary>"2 x rtx4090", or the name alone.</summary>
    internal string Hardware => TensorParallel == 1 ? Accelerator.Name : $"{TensorParallel} x {Accelerator.Name}";
}

/// <summary>The options that say with what to serve.</summary>
internal sealed class ServedFleetOptions
{
    private const int MostServers = 1_024;
    private const int DefaultBatch = 256;
    private const int DefaultPaddedBatch = 8;

    private readonly Option<string> _model = new("--model") { Description = "Model by name, or by the end of it: " + string.Join(", ", ModelShapes.All.Select(m => m.Name)), DefaultValueFactory = _ => ModelShapes.Llama31With8B.Name };
    private readonly Option<string> _device = new("--device") { Description = "Accelerator by name; hotrow list accelerators shows them", DefaultValueFactory = _ => "rtx4090" };
    private readonly Option<string?> _catalogue = new("--catalogue") { Description = "Your own accelerators, a JSON file on top of the shipped catalogue or in its place" };
    private readonly Option<int> _devices = WholeNumber.Option("--devices", "Accelerators that share each layer of one server (tensor parallelism)", 1, 64, otherwise: 1);
    private readonly Option<int> _replicas = WholeNumber.Option("--replicas", "Servers that take each other's place", 1, MostServers, otherwise: 1);
    private readonly Option<string> _scheduler = new("--scheduler") { Description = "What decides the steps: " + string.Join(", ", Schedulers.All.Select(s => s.Name)), DefaultValueFactory = _ => Schedulers.ContinuousBatch.Name };
    private readonly Option<int?> _batch = WholeNumber.Option<int>("--batch", $"Most sequences of a step ({DefaultBatch} when left out, {DefaultPaddedBatch} for static and dynamic)", 1, 65_536);
    private readonly Option<int> _chunk = WholeNumber.Option("--chunk", "Most tokens of a step, for schedulers that split prompts", 1, 1 << 20, otherwise: 2_048);
    private readonly Option<double> _window = DecimalNumber.Option("--window", "How long dynamic batching waits for a full batch, ms", 0, 3.6e6, otherwise: 100);
    private readonly Option<string> _split = new("--split") { Description = "Servers of prompts and of answers, for disaggregated", DefaultValueFactory = _ => "1:1", HelpName = "P:D" };
    private readonly Option<string> _kv = new("--kv") { Description = "Memory of keys and values: " + string.Join(", ", KvAllocators.All.Select(k => k.Name)), DefaultValueFactory = _ => KvAllocators.Paged.Name };
    private readonly Option<int?> _kvBlocks = WholeNumber.Option<int>("--kv-blocks", "Blocks of 16 tokens of each server; from the device's memory when left out", 1, int.MaxValue / Candidate.BlockTokens);
    private readonly Option<string> _router = new("--router") { Description = "What sends requests to servers: " + string.Join(", ", RequestRouters.All.Select(r => r.Name)), DefaultValueFactory = _ => RequestRouters.RoundRobin.Name };
    private readonly Option<string> _latency = new("--latency") { Description = ServedModel.LatencyDescription, DefaultValueFactory = _ => ServedModel.Auto };
    private readonly Option<string?> _profile = new("--profile") { Description = "Folder of per-layer tables in the layout of LLMServingSim, for --latency tables" };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _device, _catalogue, _devices, _replicas, _scheduler, _batch, _chunk, _window, _split, _kv, _kvBlocks, _router, _latency, _profile })
        {
            command.Add(option);
        }
    }

    /// <summary>What the options ask for.</summary>
    /// <param name="parsed">The parsed line.</param>
    /// <param name="seed">Of routers that draw.</param>
    /// <exception cref="InputException">A name is unknown, or the parts do not go together.</exception>
    internal Func<int, ServedFleet> Read(ParseResult parsed, ulong seed)
    {
        var shape = ServedModel.Find(parsed.GetValue(_model)!);
        var catalogue = parsed.GetValue(_catalogue) is { } path ? AcceleratorCatalogue.Read(path) : Accelerators.Shipped;
        var (accelerator, devices) = (catalogue.Find(parsed.GetValue(_device)!), parsed.GetValue(_devices));
        var scheduler = Schedulers.Find(parsed.GetValue(_scheduler)!);
        RequireEvenShare(shape, devices);
        RequireUse(parsed, scheduler);
        var args = new LatencyArgs(shape, accelerator, devices, parsed.GetValue(_profile));
        var latency = ServedModel.Latency(parsed.GetValue(_latency)!, args);
        var isPadded = scheduler == Schedulers.StaticBatch || scheduler == Schedulers.DynamicBatch;
        var schedulerArgs = new SchedulerArgs(parsed.GetValue(_batch) ?? (isPadded ? DefaultPaddedBatch : DefaultBatch), parsed.GetValue(_chunk), SimTime.FromMs(parsed.GetValue(_window)));
        var blocks = parsed.GetValue(_kvBlocks) ?? Blocks(shape, accelerator, devices);
        var (allocator, router, split) = (KvAllocators.Find(parsed.GetValue(_kv)!), RequestRouters.Find(parsed.GetValue(_router)!), Split(parsed, scheduler, shape, accelerator, devices));
        return longestAnswer => new(shape, accelerator, devices, catalogue, new(scheduler, latency, allocator, new(blocks, Candidate.BlockTokens))
        {
            SchedulerArgs = schedulerArgs,
            Replicas = parsed.GetValue(_replicas),
            Router = router,
            Split = split,
            ContextTokens = shape.Context,
            MaxOutputTokens = longestAnswer,
            Seed = seed,
        });
    }

    private static int Blocks(ModelShape shape, Accelerator accelerator, int devices) => KvBudget.Blocks(shape, accelerator, devices) is > 0 and var blocks
        ? blocks
        : throw new InputException(FormattableString.Invariant($"{shape.Name} needs {shape.WeightBytes / 1e9:0.#} GB for its weights, and {devices} x {accelerator.Name} have no room beside them in {devices * accelerator.MemoryGB.Value:0.#} GB; ")
            + "take more of them with --devices, another --device, or a smaller --model");

    private static void RequireEvenShare(ModelShape shape, int devices)
    {
        if (shape.KvHeads % devices != 0)
        {
            var allowed = string.Join(", ", Enumerable.Range(1, shape.KvHeads).Where(n => shape.KvHeads % n == 0));
            throw new InputException($"--devices {devices}: so many cannot share the {shape.KvHeads} KV heads of {shape.Name} evenly; give one of {allowed}, and more servers with --replicas");
        }
    }

    // What would change nothing is no option but a mistake.
    private void RequireUse(ParseResult parsed, SchedulerInfo scheduler)
    {
        if (parsed.GetResult(_window) is { Implicit: false } && scheduler != Schedulers.DynamicBatch)
        {
            throw new InputException($"--window is for --scheduler {Schedulers.DynamicBatch.Name}; '{scheduler.Name}' does not wait for a batch");
        }

        if (parsed.GetResult(_chunk) is { Implicit: false } && !scheduler.SplitsPrompts)
        {
            throw new InputException($"--chunk is for schedulers that split prompts: {string.Join(", ", Schedulers.All.Where(s => s.SplitsPrompts).Select(s => s.Name))}; '{scheduler.Name}' computes each in one step");
        }

        var latency = parsed.GetValue(_latency)!;
        if (parsed.GetValue(_profile) is not null && !latency.Equals(ServedModel.Auto, StringComparison.OrdinalIgnoreCase) && LatencyModels.Find(latency) != LatencyModels.Tables)
        {
            throw new InputException($"--profile is for --latency {LatencyModels.Tables.Name}; '{latency}' reads no tables");
        }
    }

    private SplitLayout? Split(ParseResult parsed, SchedulerInfo scheduler, ModelShape shape, Accelerator accelerator, int devices)
    {
        var text = parsed.GetValue(_split)!;
        if (!scheduler.IsDisaggregated)
        {
            return parsed.GetResult(_split) is { Implicit: false } ? throw new InputException($"--split {text} is for --scheduler {Schedulers.Disaggregated.Name}; '{scheduler.Name}' has servers of one kind") : null;
        }

        if (parsed.GetResult(_replicas) is { Implicit: false })
        {
            throw new InputException($"--replicas is for servers of one kind; say with --split P:D how many servers '{scheduler.Name}' has for prompts and for answers");
        }

        var parts = text.Split(':');
        if (parts.Length != 2 || !TryCount(parts[0], out var prefill) || !TryCount(parts[1], out var decode))
        {
            throw new InputException($"--split {PrintableText.Quote(text)} is no number of servers for prompts and for answers; give two whole numbers from 1 to {MostServers} with a colon between them: 2:1");
        }

        var link = accelerator.LinkGBps ?? throw new InputException($"the catalogue knows no link of '{accelerator.Name}', over which keys and values would go; add linkGBps to a catalogue of your own");
        return new(prefill, decode, new(link.Value * devices), shape.KvBytesPerToken);
    }

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MostServers;
}
