namespace HotRow;

/// <summary>What an experiment declares its points to.</summary>
/// <param name="scale">How much to run.</param>
/// <param name="seed">Seed of every generator.</param>
/// <param name="corpus">The user's own text, or null for the default one.</param>
public sealed class RunContext(Scale scale, ulong seed, string? corpus = null) : IDisposable
{
    private readonly List<DeclaredPoint> _points = [];
    private readonly Stack<Action> _release = [];

    /// <summary>How much to run.</summary>
    public Scale Scale { get; } = scale;

    /// <summary>Seed of every generator.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>A file or folder of the user's own text, or null for the default one.</summary>
    public string? Corpus { get; } = corpus;

    /// <summary>The declared points, in order.</summary>
    public IReadOnlyList<DeclaredPoint> Points => _points;

    /// <summary>Picks by scale.</summary>
    public T ByScale<T>(T tiny, T smoke, T full) => Scale switch
    {
        Scale.Tiny => tiny,
        Scale.Smoke => smoke,
        _ => full,
    };

    /// <summary>Something that several points use: made when the first of them asks, given back after the experiment's last point.</summary>
    public Lazy<T> Shared<T>(Func<T> create)
        where T : IDisposable
    {
        var shared = new Lazy<T>(create);
        _release.Push(() =>
        {
            if (shared.IsValueCreated)
            {
                shared.Value.Dispose();
            }
        });
        return shared;
    }

    /// <summary>Gives back what points shared, last declared first.</summary>
    public void Dispose()
    {
        while (_release.TryPop(out var release))
        {
            release();
        }
    }

    /// <summary>Declares a point. The body runs later, and not at all when a stored result stands for it, so everything costly belongs into it.</summary>
    /// <param name="parameters">Identity of the point.</param>
    /// <param name="body">Sets the point up: checks, variants, values.</param>
    /// <param name="weight">Share of the experiment's time, relative to its other points; 0 for a point that is only counted or computed.</param>
    /// <exception cref="ArgumentException">The same parameters were declared before.</exception>
    public void Point(Parameters parameters, Action<Point> body, double weight = 1)
    {
        if (_points.Exists(p => p.Parameters.Key == parameters.Key))
        {
            throw new ArgumentException($"point '{parameters.Key}' is declared twice", nameof(parameters));
        }

        _points.Add(new(parameters, body, weight));
    }
}

/// <summary>A point that was declared and has not run yet.</summary>
/// <param name="Parameters">Its identity.</param>
/// <param name="Body">Sets it up.</param>
/// <param name="Weight">Share of the experiment's time.</param>
public sealed record DeclaredPoint(Parameters Parameters, Action<Point> Body, double Weight);
