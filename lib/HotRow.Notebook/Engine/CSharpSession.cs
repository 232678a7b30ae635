using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace HotRow.Notebook;

/// <summary>A C# session: state across cells, top-level await, the last expression as value.</summary>
/// <remarks>
/// What a cell declares stays, even where it then throws; a cell that does not compile, or that had to be aborted, leaves the state as it was before.
/// <i>Deviation from C#:</i> the variables of a cell are fields, so <c>Span&lt;T&gt;</c> and <c>using var</c> need a block or a function, and loops over them are several
/// times slower than in a function. A stack overflow cannot be caught and ends the process; what a cell writes past <see cref="Console"/> (native code) is not seen.
/// <i>Cost:</i> the compiler keeps every cell of the chain, about 1 MB each.
/// </remarks>
/// <exception cref="NotebookException">The framework's assemblies, or one that the host gave, have no file.</exception>
public sealed class CSharpSession : ICellSession
{
    private readonly ScriptOptions _script;
    private readonly CSharpCompletion _completion;
    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly CancellationTokenSource _disposed = new();
    private ScriptState<object>? _state;
    private Task _warm = Task.CompletedTask;
    private int _running;

    /// <summary>An empty session.</summary>
    public CSharpSession(SessionOptions options)
    {
        Options = options;
        _script = CSharpOptions.Create(options);
        _completion = new CSharpCompletion(_script);
    }

    /// <summary>What the host gave.</summary>
    public SessionOptions Options { get; }

    /// <inheritdoc/>
    public CellResult Run(string code, int number, ICellOutput output, CancellationToken interrupt)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("A cell of this session is running: wait for its end, or interrupt it.");
        try
        {
            RoutedWriter.Install();
            StrayExceptions.Install();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt, _disposed.Token);
            return Run(code, number, output, stop);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <inheritdoc/>
    public CompletionList Complete(string code, int position) => _completion.Complete(_state?.Script, code, position);

    /// <inheritdoc/>
    public MimeBundle? Inspect(string code, int position) => _completion.Inspect(_state?.Script, code, position);

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => CSharpCompletion.IsComplete(code);

    /// <summary>Compiles and runs a first script in the background, so that the first cell does not wait for the compiler.</summary>
    /// <remarks>A cell that comes before its end waits for it: two first compilations side by side would only slow each other down.</remarks>
    public Task WarmUp() => _warm = Task.Run(async () =>
    {
        using var loader = new InteractiveAssemblyLoader();
        var first = CSharpScript.Create<object>("var warm = new[] { 1 }.Select(i => i + 1).ToList();", _script, assemblyLoader: loader);
        BoundReferences.Of(first.GetCompilation());
        var second = first.ContinueWith<object>("warm.Count");
        BoundReferences.Of(second.GetCompilation());
        await second.RunAsync();
    });

    /// <summary>Interrupts what runs and forgets the state.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _state = null;
        _loader.Dispose();
    }

    private CellResult Run(string code, int number, ICellOutput output, CancellationTokenSource stop)
    {
        var (text, refusal) = CellDirectives.Read(code, number);
        if (refusal is not null)
            return new CellResult(CellStatus.Error, Error: refusal);
        var before = _state;
        var settings = _script.WithFilePath(CellErrors.PathOf(number));
        var script = before is null ? CSharpScript.Create<object>(text, settings, assemblyLoader: _loader) : before.Script.ContinueWith<object>(text, settings);
        try
        {
            Task.WhenAny(_warm).Wait(stop.Token);
            if (CodeLimits.IsTooDeep(BoundReferences.Of(script.GetCompilation()).SyntaxTrees.Last().GetRoot(stop.Token)))
                return new CellResult(CellStatus.Error, Error: CellDirectives.Refuse(number, 1, $"expressions are nested more than {CodeLimits.MostLevels} deep, which the compiler does not survive; take the longest one apart."));
            if (CellErrors.From(script.Compile(stop.Token), number) is { } error)
                return new CellResult(CellStatus.Error, Error: error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new CellResult(CellStatus.Interrupted, Error: CellErrors.Interrupted(null, left: false, number));
        }

        ScriptState<object>? after = null;
        var outcome = new CellRun(Options, run => Work(run, script, before, number, state => after = state), output, stop.Token).Execute();
        if (after is not null && !_disposed.IsCancellationRequested)
            _state = after;
        if (outcome.Interrupted)
            return new CellResult(CellStatus.Interrupted, outcome.Result?.Value, CellErrors.Interrupted(after?.Exception, outcome.Left, number));
        return outcome.Result ?? new CellResult(CellStatus.Error, Error: CellErrors.From(outcome.Failure!, number));
    }

    /// <summary>What the cell's own thread does. The state is handed over before the value is formatted: that runs code of the user's, which may not return.</summary>
    private CellResult Work(CellRun run, Script<object> script, ScriptState<object>? before, int number, Action<ScriptState<object>> keep)
    {
        var task = before is null ? script.RunAsync(globals: null, catchException: _ => true) : script.RunFromAsync(before, catchException: _ => true);
        if (!run.Wait(task))
            throw new OperationCanceledException();
        var state = task.GetAwaiter().GetResult();
        keep(state);
        return state.Exception is { } exception
            ? new CellResult(CellStatus.Error, Error: Options.PlainErrors.Contains(exception.GetType()) ? CellErrors.Plain(exception, number) : CellErrors.From(exception, number))
            : new CellResult(CellStatus.Ok, run.Format(state.ReturnValue));
    }
}
