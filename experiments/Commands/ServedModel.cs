using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Finds models and step times by the names that users give.</summary>
internal static class ServedModel
{
    /// <summary>The latency model that is taken when none is named.</summary>
    internal const string Auto = "auto";

    /// <summary>The names that --latency takes.</summary>
    internal static string LatencyDescription =>
        $"How long a step takes: {Auto} (tables with --profile, else line where it has coefficients for model and device, else derated), {string.Join(", ", LatencyModels.All.Select(m => m.Name))}";

    /// <summary>The model of that name, or the only one whose name ends with it: 8b.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    internal static ModelShape Find(string name)
    {
        var ends = ModelShapes.All.Where(m => m.Name.EndsWith("-" + name, StringComparison.OrdinalIgnoreCase)).ToArray();
        return ends.Length switch
        {
            1 => ends[0],
            > 1 when !ModelShapes.All.Any(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) =>
                throw new InputException($"model {PrintableText.Quote(name)} is one of {string.Join(", ", ends.Select(m => m.Name))}; name one of them"),
            _ => ModelShapes.Find(name),
        };
    }

    /// <summary>The latency model of that name for model and devices.</summary>
    /// <exception cref="InputException">There is none, or it does not fit.</exception>
    internal static ILatencyModel Latency(string name, LatencyArgs args)
    {
        if (!name.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return LatencyModels.Find(name).Create(args);
        }

        return args.Profile is not null ? LatencyModels.Tables.Create(args)
            : IsCalibrated(args) ? LatencyModels.Line.Create(args)
            : LatencyModels.Derated.Create(args);
    }

    private static bool IsCalibrated(LatencyArgs args)
    {
        try
        {
            return LatencyModels.Line.Create(args) is not null;
        }
        catch (InputException)
        {
            return false;
        }
    }
}
