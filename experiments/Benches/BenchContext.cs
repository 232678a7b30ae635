namespace HotRow.Lab;

/// <summary>What a bench declares its groups to.</summary>
/// <param name="scale">Tiny proves correctness within a moment; anything else measures.</param>
/// <param name="threads">The numbers of threads to measure with.</param>
/// <param name="announce">Is told before something large is taken or written.</param>
internal sealed class BenchContext(Scale scale, IReadOnlyList<int> threads, Action<string> announce) : IDisposable
{
    private readonly RunContext _run = new(scale, seed: 1);

    /// <summary>The numbers of threads to measure with.</summary>
    public IReadOnlyList<int> Threads { get; } = threads;

    /// <summary>Whether only correctness matters.</summary>
    public bool IsTiny => scale == Scale.Tiny;

    /// <summary>Wall time of the group that runs.</summary>
    public TimeSpan GroupTime { get; set; }

    /// <summary>The groups, in order: what tells most first, for a short run ends before the last.</summary>
    public IReadOnlyList<DeclaredPoint> Groups => _run.Points;

    /// <summary>The group whose body ran last.</summary>
    public BenchGroup? Current { get; private set; }

    /// <summary>Picks by scale.</summary>
    public T Sized<T>(T tiny, T real) => IsTiny ? tiny : real;

    /// <summary>Tells before something large is taken or written.</summary>
    public void Announce(string text) => announce(text);

    /// <summary>Something that several groups use, given back after the last.</summary>
    public Lazy<T> Shared<T>(Func<T> create)
        where T : IDisposable => _run.Shared(create);

    /// <summary>Declares contenders that are timed in the same rounds. The body runs later, so everything costly belongs into it.</summary>
    public void Group(Parameters parameters, Action<BenchGroup> body, double weight = 1) => _run.Point(parameters, point => body(Current = new(point)), weight);

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();
}
