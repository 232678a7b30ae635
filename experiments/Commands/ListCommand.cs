using System.CommandLine;
using System.Text;
using HotRow.Gpu;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary><c>hotrow list</c>: what there is, with the source of each.</summary>
internal static class ListCommand
{
    private const string Catalogue = "accelerators";

    private static readonly (string Name, string Note, Func<IEnumerable<(string Name, string Source)>> Entries)[] s_catalogs =
    [
        ("experiments", "", () => Experiments.All.Select(e => (e.Id, e.Question))),
        ("policies", "", () => CachePolicies.All.Select(p => (p.Name, p.Source))),
        ("prefetchers", "", () => Prefetchers.All.Select(p => (p.Name, p.Source))),
        ("strategies", "", () => LookupStrategies.All.Select(s => (s.Name, s.Source))),
        ("sketches", "", () => HotRowSketches.All.Select(s => (s.Name, $"{s.Source}; {s.Guarantee}"))),
        ("workloads", "", () => Workloads.All.Select(w => (w.Name, w.Source))),
        ("formats", "of traces", () => TraceFormats.All.Select(f => (f.Name, f.Source + (f.Writer is null ? " (only read)" : "")))),
        ("row-formats", "of the rows of a table", () => RowFormats.All.Select(f => (f.Name, $"{f.RowBytes(768),4} bytes a row of 768; {f.Source}"))),
        ("table-formats", "of table files", () => TableFiles.All.Select(f => (f.Name, $"{string.Join(", ", f.Extensions)}: {f.Source}"))),
        ("schedulers", "of servers of a language model", () => Schedulers.All.Select(s => (s.Name, s.Source))),
        ("routers", "to those servers", () => RequestRouters.All.Select(r => (r.Name, r.Source))),
        ("autoscalers", "of those servers", () => Autoscalers.All.Select(a => (a.Name, a.Source))),
        ("kv-allocators", "", () => KvAllocators.All.Select(k => (k.Name, k.Source))),
        ("latency-models", "of a step of such a server", () => LatencyModels.All.Select(m => (m.Name, m.Source))),
        ("models", "by their sizes", () => ModelShapes.All.Select(m => (m.Name, FormattableString.Invariant($"{m.Parameters / 1e9,6:0.0} G weights, {m.KvBytesPerToken / 1024,6:N0} KiB of keys and values a token; {m.Source}")))),
        (Catalogue, "", () => Accelerators.All.Select(a => (a.Name, FormattableString.Invariant($"{a.DenseTflops,6:N0} dense TFLOP/s, {a.BandwidthGBps.Value,6:N0} GB/s, {a.MemoryGB.Value,5:0.#} GB, {a.PowerW.Value,5:N0} W; {a.Title}")))),
        ("arrivals", "of generated requests", () => ArrivalProcesses.All.Select(a => (a.Name, a.Source))),
        ("lengths", "of generated requests", () => LengthSources.All.Select(l => (l.Name, l.Source))),
        ("arrival-formats", "of files of requests", () => ArrivalFormats.All.Select(f => (f.Name, f.Definition))),
        ("objectives", "for --slo", () => SloPresets.All.Select(s => (s.Name, $"{s.Objectives}: {s.Source}"))),
        ("percentiles", "", () => PercentileDefinitions.All.Select(p => (p.Name, $"{p.Title}: {p.Source}"))),
        ("benches", "", () => Benches.All.Select(b => (b.Name, b.What))),
        ("notebooks", "of the repository", () => RepositoryNotebooks.Entries(Directory.GetCurrentDirectory())),
    ];

    // Only when asked for by name: looking for devices starts their drivers, which takes its time.
    private static readonly (string Name, string Note, Func<IEnumerable<(string Name, string Source)>> Entries) s_devices =
        ("devices", "of this machine, for --device; only when named", () => DeviceBackends.All.SelectMany(Devices));

    public static Command Create()
    {
        var known = s_catalogs.Append(s_devices).ToArray();
        var what = new Argument<string?>("WHAT") { Description = "What to list: " + string.Join(", ", known.Select(c => c.Note.Length == 0 ? c.Name : $"{c.Name} ({c.Note})")) + "; all others when left out", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Only with accelerators: the shipped catalogue in the format that --catalogue of other commands reads" };
        var command = new Command("list", "List what there is, with the source of each.") { what, json };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(what);
            var catalogs = name is null ? s_catalogs : [.. known.Where(c => c.Name == name)];
            if (catalogs.Length == 0)
            {
                throw new InputException($"nothing called '{name}' to list; known: {string.Join(", ", known.Select(c => c.Name))}");
            }

            if (parsed.GetValue(json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(name == Catalogue ? Encoding.UTF8.GetString(AcceleratorCatalogue.ShippedJson()).TrimEnd() : throw new InputException($"--json is only for 'list {Catalogue}'"));
                return CommandLine.Success;
            }

            foreach (var (title, note, entries) in catalogs)
            {
                var table = new TextTable(title, note) { AlignRight = false };
                foreach (var (entry, source) in entries())
                {
                    table.Add("  " + entry, source);
                }

                parsed.InvocationConfiguration.Output.WriteLine(table.ToString());
            }

            return CommandLine.Success;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Source)> Devices(DeviceBackendInfo backend)
    {
        var probe = backend.Probe();
        return probe.WhyNot is { } why ? [(backend.Name, PrintableText.Line("none: " + why))] : probe.Devices.Select(d => (d.Selector, PrintableText.Line(d.WhatItIs)));
    }
}
