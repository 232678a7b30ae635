using System.Reflection;

namespace HotRow.Notebook;

/// <summary>What the host gives a session.</summary>
public sealed record SessionOptions
{
    /// <summary>Assemblies that cells may use without <c>#r</c>, beside the framework and this one.</summary>
    public IReadOnlyList<Assembly> References { get; init; } = [];

    /// <summary>Namespaces, and static classes whose members are called by their bare name, beside the usual ones and <see cref="CellDisplay"/>.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Turns values into what front ends show: the first that knows a value wins, before the session's own ways. They run on the cell's thread, which an interrupt may abort.</summary>
    public IReadOnlyList<Func<object, MimeBundle?>> Formatters { get; init; } = [];

    /// <summary>Exceptions whose message says all that a reader needs; they are shown without the frames of the host's own code.</summary>
    public IReadOnlyList<Type> PlainErrors { get; init; } = [];

    /// <summary>Whether an interrupt may abort a thread that does not answer in time. Off: such a cell is left running and reported.</summary>
    public bool MayAbort { get; init; } = true;
}
