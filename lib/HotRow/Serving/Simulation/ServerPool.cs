namespace HotRow.Serving;

/// <summary>Servers that take each other's place, with the router that chooses among them. Those that take requests stand in front.</summary>
internal sealed class ServerPool(RequestRouterInfo router, ulong seed)
{
    private readonly IRequestRouter _router = router.Create();
    private readonly Xoshiro256 _random = new(seed);
    private readonly List<SimServer> _servers = [];
    private ReplicaLoad[] _loads = [];

    /// <summary>The servers, the active ones first.</summary>
    public IReadOnlyList<SimServer> Servers => _servers;

    /// <summary>How many take requests or are about to.</summary>
    public int Active { get; private set; }

    /// <summary>Adds a server, which is active.</summary>
    public void Add(SimServer server)
    {
        _servers.Add(server);
        Active++;
    }

    /// <summary>The server for a request.</summary>
    /// <exception cref="InvalidOperationException">The router chose a server that takes no requests.</exception>
    public SimServer Choose(in ServingRequest request, SimTime now)
    {
        if (_servers.Count == 1)
        {
            return _servers[0];
        }

        if (_loads.Length != _servers.Count)
        {
            _loads = new ReplicaLoad[_servers.Count];
        }

        for (var i = 0; i < _loads.Length; i++)
        {
            _loads[i] = _servers[i].Load(now);
        }

        var chosen = _router.Choose(request, _loads, _random);
        return (uint)chosen < (uint)_loads.Length && _loads[chosen].IsReady
            ? _servers[chosen]
            : throw new InvalidOperationException($"router '{router.Name}' sent request {request.Id} to server {chosen}, which takes none");
    }

    /// <summary>Makes that many servers active. The first ones stay, so at least one is always ready.</summary>
    /// <param name="wanted">How many, at least 1.</param>
    /// <param name="now">The time.</param>
    /// <param name="startDelay">Until a new one is ready.</param>
    /// <param name="create">Makes one more.</param>
    public void Resize(int wanted, SimTime now, SimTime startDelay, Func<SimServer> create)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        for (; Active > wanted; Active--)
        {
            _servers[Active - 1].SwitchOff();
        }

        while (Active < wanted)
        {
            if (Active == _servers.Count)
            {
                _servers.Add(create());
            }

            _servers[Active++].SwitchOn(now, startDelay);
        }
    }
}
