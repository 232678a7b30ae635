namespace HotRow;

/// <summary>What an experiment may also be: one that attaches a live piece of HTML to its section of the report.</summary>
public interface IReportWidget
{
    /// <summary>HTML that stands on its own: no network, no ids or names that another widget could use, readable without scripts.</summary>
    string WidgetHtml { get; }
}
