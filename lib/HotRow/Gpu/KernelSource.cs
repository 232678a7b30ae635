using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HotRow.Gpu;

/// <summary>A number that is fixed when a kernel is compiled.</summary>
/// <param name="Name">The macro.</param>
/// <param name="Value">Its value.</param>
public readonly record struct KernelDefine(string Name, int Value);

/// <summary>What language a kernel's text is read as.</summary>
public enum KernelDialect
{
    /// <summary>OpenCL C 1.2.</summary>
    OpenCl,

    /// <summary>CUDA C++ for NVRTC, no headers.</summary>
    Cuda,
}

/// <summary>Runs one entry of a kernel in C#.</summary>
internal delegate void OracleBody(in OracleLaunch launch);

/// <summary>One file of kernels: its text, read by every backend, and the same entries in C#.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Source">The document or paper that describes it.</param>
/// <param name="Bodies">Each entry's name and what it does, in C#: the oracle.</param>
/// <param name="Variants">The sets of defines it is used with; each must compile everywhere.</param>
internal sealed partial record KernelSource(string Name, string Source, IReadOnlyDictionary<string, OracleBody> Bodies, IReadOnlyList<IReadOnlyList<KernelDefine>> Variants)
{
    /// <summary>Stands before the kernel's own text; what comes before it is the dialect's.</summary>
    internal const string TextMark = "// --- kernel ---";

    /// <summary>The kernel's own text, as it lies in the repository.</summary>
    public string Text { get; } = Resource(Name + ".kernel");

    /// <summary>The whole text that a compiler gets: defines, the dialect's prelude, what all dialects share, how stored rows are read, and the kernel with its own line numbers.</summary>
    public string For(KernelDialect dialect, IReadOnlyList<KernelDefine> defines)
    {
        var text = new StringBuilder();
        foreach (var define in defines)
        {
            text.Append("#define ").Append(define.Name).Append(' ').Append(define.Value).Append('\n');
        }

        text.Append(Resource(dialect == KernelDialect.OpenCl ? "opencl.prelude" : "cuda.prelude"));
        text.Append(Resource("common.prelude"));
        text.Append(Resource("rows.prelude"));
        text.Append(TextMark).Append("\n#line 1 \"").Append(Name).Append(".kernel\"\n").Append(Text);
        return text.ToString();
    }

    /// <summary>The threads of a group that an entry is written for, in both dimensions.</summary>
    /// <exception cref="DeviceException">The text has no such entry.</exception>
    public (int X, int Y) ThreadsOf(string entry)
    {
        foreach (Match match in Declared().Matches(Text))
        {
            if (match.Groups["entry"].Value == entry)
            {
                return (int.Parse(match.Groups["x"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["y"].Success ? int.Parse(match.Groups["y"].ValueSpan, CultureInfo.InvariantCulture) : 1);
            }
        }

        throw new DeviceException($"{Name}.kernel has no entry '{entry}'");
    }

    // KERNEL(gather, 256)(...) and KERNEL2(gemm, 16, 16)(...), at the left edge.
    [GeneratedRegex(@"^KERNEL2?\((?<entry>\w+), (?<x>\d+)(?:, (?<y>\d+))?\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declared();

    private static string Resource(string name)
    {
        using var stream = typeof(KernelSource).Assembly.GetManifestResourceStream("HotRow.Gpu." + name)
            ?? throw new InvalidOperationException($"the resource HotRow.Gpu.{name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>The catalog of kernel files. A new kernel is one .kernel file and one C# file with its own part of this class.</summary>
internal static partial class DeviceKernels
{
    private static Catalog<KernelSource>? s_catalog;

    /// <summary>All kernel files, sorted by name.</summary>
    public static IReadOnlyList<KernelSource> All => s_catalog!.All;

    private static KernelSource Add(KernelSource entry) => (s_catalog ??= new("kernel", e => e.Name)).Add(entry);
}
