namespace HotRow;

/// <summary>Text files that are part of the assembly: the report's style, script and widgets.</summary>
internal static class ReportResource
{
    /// <summary>The text of one of them.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(ReportResource).Assembly.GetManifestResourceStream($"HotRow.Reporting.{name}")
            ?? throw new InvalidOperationException($"the resource '{name}' is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
