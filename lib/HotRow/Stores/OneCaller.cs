namespace HotRow;

/// <summary>Lets one call at a time into a store, and none after it was closed: a second call is refused, not queued.</summary>
/// <remarks>A field of the store, not read-only. <i>Cost:</i> one interlocked operation per call.</remarks>
internal struct OneCaller
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;
    private int _state;

    /// <summary>Whether the store was closed.</summary>
    public readonly bool IsClosed => Volatile.Read(in _state) == Closed;

    /// <summary>Begins a call; <see cref="Leave"/> ends it.</summary>
    /// <param name="store">The store, as messages name it.</param>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    /// <exception cref="InvalidOperationException">Another call is running.</exception>
    public void Enter(IRowStore store)
    {
        var state = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(state == Closed, store);
        if (state == Reading)
        {
            throw new InvalidOperationException($"a {store.GetType().Name} serves one ReadRows at a time, and one is running; give each thread its own store");
        }
    }

    /// <summary>Ends a call.</summary>
    public void Leave() => Volatile.Write(ref _state, Idle);

    /// <summary>Closes the store; true for the first who does, and who then gives back what it holds.</summary>
    /// <param name="store">The store, as the message names it.</param>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public bool Close(IRowStore store)
    {
        var state = Interlocked.CompareExchange(ref _state, Closed, Idle);
        return state != Reading
            ? state == Idle
            : throw new InvalidOperationException($"a {store.GetType().Name} was disposed while ReadRows was running");
    }
}
