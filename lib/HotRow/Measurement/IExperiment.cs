namespace HotRow;

/// <summary>One experiment: a question, the points that answer it, and what is made of them.</summary>
public interface IExperiment
{
    /// <summary>Kebab-case id with the curriculum's number: "l05-cache-size".</summary>
    string Id { get; }

    /// <summary>A few words for headings: "Cache size".</summary>
    string Title { get; }

    /// <summary>The question it answers, as a reader would ask it.</summary>
    string Question { get; }

    /// <summary>Share of the main job's time, relative to the other experiments.</summary>
    double Weight { get; }

    /// <summary>The charts, most telling first.</summary>
    IReadOnlyList<ChartSpec> Charts { get; }

    /// <summary>The check rows.</summary>
    IReadOnlyList<CheckFigure> Figures { get; }

    /// <summary>The documents' claims it judges.</summary>
    IReadOnlyList<Claim> Claims { get; }

    /// <summary>The one figure for the summary.</summary>
    Headline Headline(ResultSet results);

    /// <summary>Declares the points; they run afterwards, most important first, until the budget ends.</summary>
    void Declare(RunContext context);
}
