namespace HotRow;

/// <summary>A list of named entries that files add to by themselves; the one mechanism behind every catalog of HotRow.</summary>
/// <remarks>Static fields of a partial class run in an unspecified order between files, so a catalog is created at the
/// first <see cref="Add"/> and duplicates are looked for when it is first read.</remarks>
/// <typeparam name="T">The entry's record.</typeparam>
public sealed class Catalog<T>
{
    private readonly string _kind;
    private readonly Func<T, string> _name;
    private readonly List<T> _entries = [];
    private IReadOnlyList<T>? _all;

    /// <summary>Creates an empty catalog.</summary>
    /// <param name="kind">What one entry is, as an error message names it: "policy".</param>
    /// <param name="name">The entry's name.</param>
    public Catalog(string kind, Func<T, string> name)
    {
        _kind = kind;
        _name = name;
    }

    /// <summary>All entries, sorted by name.</summary>
    /// <exception cref="InvalidOperationException">Two entries share a name.</exception>
    public IReadOnlyList<T> All => _all ??= Sorted();

    /// <summary>Adds an entry and returns it, so that a static field can hold it.</summary>
    public T Add(T entry)
    {
        _entries.Add(entry);
        return entry;
    }

    /// <summary>The entry of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public T Find(string name)
    {
        foreach (var entry in All)
        {
            if (string.Equals(_name(entry), name, StringComparison.OrdinalIgnoreCase))
            {
                return entry;
            }
        }

        throw new InputException($"unknown {_kind} '{name}'; known: {string.Join(", ", All.Select(_name))}");
    }

    private IReadOnlyList<T> Sorted()
    {
        var sorted = _entries.OrderBy(_name, StringComparer.Ordinal).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (_name(sorted[i]) == _name(sorted[i - 1]))
            {
                throw new InvalidOperationException($"two entries of the {_kind} catalog are named '{_name(sorted[i])}'");
            }
        }

        return sorted;
    }
}
