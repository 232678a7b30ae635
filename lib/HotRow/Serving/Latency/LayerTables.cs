namespace HotRow.Serving;

/// <summary>A step's time as the sum of its layers' measured times.</summary>
/// <remarks>
/// Layers x (two norms, projections, rotation, attention, feed-forward) by the tokens of the step, embedding and last norm by tokens, output projection and sampling by sequences.
/// Nothing is added for the host: where the next step is prepared while this one runs, it costs no time.
/// One piece of a prompt is looked up together with the decoding sequences; of several pieces each is looked up alone, because their sum is no piece that was ever measured.
/// <para><i>Cost:</i> sums by tokens and by sequences are kept once computed; attention is a look at 16 points a piece.</para>
/// <para><i>Source:</i> profiles of casys-kaist/LLMServingSim: a folder with dense.csv, attention.csv and per_sequence.csv, times in us.</para>
/// </remarks>
public sealed class LayerTables : ILatencyModel
{
    private static readonly string[] s_layers = ["layernorm", "qkv_proj", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj"];
    private static readonly string[] s_once = ["embedding", "final_layernorm"];
    private static readonly string[] s_perSequence = ["lm_head", "sampler"];
    private readonly int _layers;
    private readonly Dictionary<string, SizeCurve> _dense;
    private readonly Dictionary<string, SizeCurve> _sequence;
    private readonly AttentionGrid _attention;
    private double[] _byTokens = [];
    private double[] _bySequences = [];

    private LayerTables(int layers, ValidRange valid, Dictionary<string, SizeCurve> dense, Dictionary<string, SizeCurve> sequence, AttentionGrid attention)
    {
        (_layers, Valid, _dense, _sequence, _attention) = (layers, valid, dense, sequence, attention);
    }

    /// <inheritdoc/>
    public string Name => "tables";

    /// <inheritdoc/>
    public ValidRange Valid { get; }

    /// <summary>Reads the tables of a folder.</summary>
    /// <param name="folder">It holds dense.csv, attention.csv and per_sequence.csv.</param>
    /// <param name="layers">Transformer blocks of the model.</param>
    /// <param name="valid">Where predictions from these tables were compared with a real system.</param>
    /// <exception cref="InputException">A file, a column or a layer is missing, a time is negative, a point stands twice, or attention is no grid.</exception>
    public static LayerTables Read(string folder, int layers, ValidRange valid)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        if (!Directory.Exists(folder))
        {
            throw new InputException($"there is no folder '{folder}'; a latency profile is a folder with dense.csv, attention.csv and per_sequence.csv");
        }

        return new(
            layers, valid, Curves(Path.Combine(folder, "dense.csv"), "tokens", [.. s_layers, .. s_once]),
            Curves(Path.Combine(folder, "per_sequence.csv"), "sequences", s_perSequence), AttentionGrid.Read(Path.Combine(folder, "attention.csv")));
    }

    /// <inheritdoc/>
    public long StepNs(in StepShape step)
    {
        var tokens = ByTokens(step.Tokens);
        var sequences = BySequences(step.Sequences);
        return Math.Max(1, (long)Math.Round((tokens + sequences + (_layers * Attention(step))) * 1e3));
    }

    private double Attention(in StepShape step)
    {
        var context = step.Decodes == 0 ? 0 : (double)step.DecodeContext / step.Decodes;
        if (step.Prefills.Length == 1)
        {
            return _attention.At(step.Prefills[0].Tokens, step.Prefills[0].Context, step.Decodes, context);
        }

        var sum = step.Decodes == 0 ? 0 : _attention.At(0, 0, step.Decodes, context);
        foreach (var chunk in step.Prefills)
        {
            sum += _attention.At(chunk.Tokens, chunk.Context, 0, 0);
        }

        return sum;
    }

    private double ByTokens(int tokens)
    {
        Reach(ref _byTokens, tokens);
        if (double.IsNaN(_byTokens[tokens]))
        {
            // A block normalises before attention and before the feed-forward part; the profile times one of the two.
            var block = Sum(_dense, s_layers, tokens) + _dense["layernorm"].At(tokens);
            _byTokens[tokens] = (_layers * block) + Sum(_dense, s_once, tokens);
        }

        return _byTokens[tokens];
    }

    private double BySequences(int sequences)
    {
        Reach(ref _bySequences, sequences);
        if (double.IsNaN(_bySequences[sequences]))
        {
            _bySequences[sequences] = Sum(_sequence, s_perSequence, sequences);
        }

        return _bySequences[sequences];
    }

    private static double Sum(Dictionary<string, SizeCurve> curves, string[] layers, int size)
    {
        var sum = 0.0;
        foreach (var layer in layers)
        {
            sum += curves[layer].At(size);
        }

        return sum;
    }

    private static void Reach(ref double[] kept, int index)
    {
        if (index >= kept.Length)
        {
            var before = kept.Length;
            Array.Resize(ref kept, Math.Max(index + 1, Math.Max(256, before * 2)));
            kept.AsSpan(before).Fill(double.NaN);
        }
    }

    private static Dictionary<string, SizeCurve> Curves(string path, string size, string[] layers)
    {
        var rows = ProfileFile.Read(path, "layer", size);
        if (rows.FirstOrDefault(r => !layers.Contains(r.Label)) is { } unknown)
        {
            throw new InputException($"'{path}' line {unknown.Line}: the layer {PrintableText.Quote(unknown.Label)} is not known; known: {string.Join(", ", layers)}");
        }

        return layers.ToDictionary(layer => layer, layer => rows.Where(r => r.Label == layer).ToArray() is { Length: > 0 } of
            ? new SizeCurve(of, path)
            : throw new InputException($"'{path}' has no row of the layer '{layer}'"));
    }
}

public static partial class LatencyModels
{
    /// <summary>Measured times of each layer.</summary>
    public static readonly LatencyModelInfo Tables = Add(new("tables", "per-layer profiles in the layout of LLMServingSim", NewTables));

    private static LayerTables NewTables(LatencyArgs args)
    {
        var profile = args.Profile ?? throw new InputException("latency model 'tables' reads a profile; name its folder with --profile DIR");
        var ofDegree = Path.Combine(profile, FormattableString.Invariant($"tp{args.TensorParallel}"));
        var folder = Directory.Exists(ofDegree) ? ofDegree : profile;
        if (args.TensorParallel > 1 && folder == profile)
        {
            throw new InputException($"'{profile}' has no folder tp{args.TensorParallel}: layers shared by {args.TensorParallel} devices were not measured");
        }

        var compared = args.Shape.Name == ModelShapes.Llama31With8B.Name && args.Accelerator.Name == "rtx4090" && args.TensorParallel == 1;
        return LayerTables.Read(folder, args.Shape.Layers, compared ? LineLatency.Rtx4090WithLlama31With8B.Valid : ValidRange.None);
    }
}
