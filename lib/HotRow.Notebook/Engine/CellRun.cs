using System.Globalization;
using System.Runtime;
using System.Runtime.ExceptionServices;

namespace HotRow.Notebook;

/// <summary>One run of one cell: its thread, its output on the way to the host, its interrupt.</summary>
/// <remarks>
/// The thread that asks for the run hands the output to the host meanwhile. An interrupt first asks (<see cref="Interrupted"/>), then lets no more output
/// through, then aborts the cell's thread, and at last leaves it behind: see the constants. Work that the cell put on other threads can only be asked.
/// A thread inside native code, or one that the host forbids to abort, is left behind running. A stack overflow cannot be caught: it ends the process.
/// </remarks>
#pragma warning disable CA1001 // Its tokens hold no timer and no handle; threads that outlive the cell may still ask them.
internal sealed class CellRun(SessionOptions options, Func<CellRun, CellResult> work, ICellOutput receiver, CancellationToken interrupt)
#pragma warning restore CA1001
{
    private const int StackBytes = 16 << 20;
    private const int RefuseOutputAfter = 100;
    private const int AbortAfter = 150;
    private const int LeaveAfter = 1000;

    private static readonly AsyncLocal<CellRun?> s_current = new();

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly ICellOutput _receiver = receiver;
    private CellSynchronizationContext? _context;
    private CellResult? _result;
    private Exception? _failure;
    private ExceptionDispatchInfo? _broken;
    private volatile bool _refusing;
    private volatile bool _ended;

    /// <summary>The cell that the calling thread works for, be it over or not; null outside cells.</summary>
    public static CellRun? Current => s_current.Value;

    /// <summary>What is on its way to the host.</summary>
    public OutputQueue Output { get; } = new();

    /// <summary>Cancelled when the cell is asked to stop.</summary>
    public CancellationToken Interrupted => _asked.Token;

    /// <summary>Runs the cell to its end or to the end of its interrupt.</summary>
    public CellOutcome Execute()
    {
        using var wake = interrupt.UnsafeRegister(static output => ((OutputQueue)output!).Wake(), Output);
        var thread = new Thread(Body, StackBytes) { IsBackground = true, Name = "cell" };
        thread.UnsafeStart();
        var steps = new (int After, Action Do)[] { (0, Ask), (RefuseOutputAfter, () => _refusing = true), (AbortAfter, () => Abort(thread)), (LeaveAfter, () => { }) };
        var step = 0;
        var since = 0L;
        while (!_ended && step < steps.Length)
        {
            Deliver(Output.Take(since == 0 ? long.MaxValue : since + steps[step].After));
            if (since == 0 && (interrupt.IsCancellationRequested || _broken is not null))
                since = Environment.TickCount64;
            while (!_ended && since != 0 && step < steps.Length && Environment.TickCount64 >= since + steps[step].After)
                steps[step++].Do();
        }

        var left = !_ended;
        Deliver(Output.Close());
        _broken?.Throw();
        return new CellOutcome(left ? null : _result, left ? null : _failure, Interrupted: step > 0, Left: left);
    }

    /// <summary>Runs the continuations of a task of the cell until it is done; false when the cell was interrupted meanwhile.</summary>
    public bool Wait(Task task) => _context!.RunUntilDone(task);

    /// <summary>Turns a value into what is shown; null has nothing to show.</summary>
    public MimeBundle? Format(object? value) => value is null ? null : ValueFormats.Format(value, options.Formatters);

    /// <summary>Shows a value, or puts it in the place of an earlier one.</summary>
    public void Show(object? value, string? id, bool replaces)
    {
        if (Output.Closed)
            return;
        var bundle = Format(value) ?? MimeBundle.Text("null");
        ThrowIfStopping();
        while (!Output.Show(bundle, id, replaces))
        {
            Thread.Sleep(5);
            ThrowIfStopping();
        }
    }

    /// <summary>Ends a cell that goes on printing although it was asked to stop. No thread is inside the output's locks by the time it is aborted.</summary>
    /// <exception cref="OperationCanceledException">Such a cell.</exception>
    public void ThrowIfStopping()
    {
        if (_refusing)
            throw new OperationCanceledException("The cell was interrupted.", Interrupted);
    }

    /// <summary>Tells of an exception that nobody in the cell can catch any more.</summary>
    public void Report(Exception exception)
    {
        var text = $"Unhandled in work that the cell started: {string.Join('\n', CellErrors.From(exception, 0).Traceback)}\n";
        Output.Write(error: true, text);
    }

    private void Body()
    {
        s_current.Value = this;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        _context = new CellSynchronizationContext(Report);
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
#pragma warning disable SYSLIB0046 // The only way to stop a loop that does not ask; the last resort, and the host can forbid it.
            if (options.MayAbort)
                ControlledExecution.Run(() => _result = work(this), _abort.Token);
            else
                _result = work(this);
#pragma warning restore SYSLIB0046
        }
#pragma warning disable CA1031 // Whatever ended the cell, it must not end the process.
        catch (Exception e)
        {
            _failure = e;
        }
#pragma warning restore CA1031
        finally
        {
            End();
        }
    }

    private void End()
    {
        _ended = true;
        try
        {
            Output.Wake();
        }
        catch (ThreadInterruptedException)
        {
            // An interrupt that came too late for the cell; there is one at most.
            Output.Wake();
        }
    }

    private void Ask() => Apart(_asked);

    private void Abort(Thread thread)
    {
        _context?.Leave();
        if (options.MayAbort)
            Apart(_abort);
        thread.Interrupt();
    }

    /// <summary>Cancels on a thread of its own: callbacks of the cell may block it, and an abort waits until it is carried out.</summary>
    private static void Apart(CancellationTokenSource source)
    {
        var thread = new Thread(() =>
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // Callbacks that the cell registered may throw; the cell hears of its interrupt all the same.
            }
        })
        { IsBackground = true, Name = "cell interrupt" };
        thread.UnsafeStart();
    }

    private void Deliver(IReadOnlyList<OutputQueue.Item> items)
    {
        foreach (var item in items)
        {
            if (_broken is not null)
                return;
            try
            {
                if (item.Text is not null)
                    _receiver.Stream(item.Error, item.Text.ToString());
                else if (item.Replaces)
                    _receiver.Update(item.Bundle!, item.Id!);
                else
                    _receiver.Display(item.Bundle!, item.Id);
            }
#pragma warning disable CA1031 // The receiver is broken: the cell is stopped first, then the host gets its exception.
            catch (Exception e)
            {
                _broken = ExceptionDispatchInfo.Capture(e);
            }
#pragma warning restore CA1031
        }
    }
}

/// <summary>How a cell's thread came to its end.</summary>
/// <param name="Result">What the work returned; null when it did not come to its end.</param>
/// <param name="Failure">What broke the work off.</param>
/// <param name="Interrupted">Whether it was asked to stop.</param>
/// <param name="Left">Whether it still runs.</param>
internal sealed record CellOutcome(CellResult? Result, Exception? Failure, bool Interrupted, bool Left);
