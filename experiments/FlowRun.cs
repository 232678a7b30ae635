namespace HotRow.Lab;

/// <summary>A consumer that takes batch after batch from a lookup and computes on each: announce what comes, compute on what is here, look up what comes.</summary>
/// <remarks>A step begins and ends with a batch's rows in the output and with no read under way, so a step holds exactly one fetch and one
/// computation, and steps can be timed one by one.</remarks>
internal sealed class FlowRun : IDisposable
{
    private readonly Func<LookupBatch> _walk;
    private readonly ProductConsumer? _consumer;
    private readonly Foresight _foresight;
    private readonly PageMemory _output;
    private readonly LookupTimeline? _timeline;
    private readonly int _dim;
    private LookupBatch _current;

    /// <summary>Prepares a run; nothing is looked up yet.</summary>
    /// <param name="flow">The lookup; the run owns it.</param>
    /// <param name="walk">Gives the next batch, each as long as the first.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="consumer">Computes; null only looks up.</param>
    /// <param name="foresight">What is announced, when the lookup can read ahead.</param>
    /// <param name="timeline">The one that the lookup records to, or null.</param>
    public FlowRun(LayeredFlow flow, Func<LookupBatch> walk, int dim, ProductConsumer? consumer, Foresight foresight = Foresight.NextBatch, LookupTimeline? timeline = null)
    {
        (Flow, _walk, _dim, _consumer, _foresight, _timeline) = (flow, walk, dim, consumer, foresight, timeline);
        _current = walk();
        _output = new((long)_current.Indices.Length * dim * sizeof(float), "the output of a batch");
    }

    /// <summary>The lookup.</summary>
    public LayeredFlow Flow { get; }

    /// <summary>The rows of the batch that was looked up last.</summary>
    public Span<float> Output => _output.Floats;

    /// <summary>Computes on the current batch and looks the next one up, some times.</summary>
    public void Step(int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            var next = _walk();
            Flow.Announce((_foresight == Foresight.NextBatch ? next : _current).Indices.Span);
            if (_consumer is not null)
            {
                _timeline?.Caller.Begin(LookupPhase.Compute, next.Indices.Length);
                _consumer.Run(_output.Floats);
                _timeline?.Caller.End(LookupPhase.Compute);
            }

            Flow.Lookup(next.Indices.Span, _output.Floats);
            _current = next;
        }
    }

    /// <summary>Goes on some batches without computing, and without looking up where no cache has to be filled.</summary>
    public void Warm(int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            _current = _walk();
            if (Flow.Layers.HasFlag(FlowLayers.Cache))
            {
                Flow.Lookup(_current.Indices.Span, _output.Floats);
            }
        }
    }

    /// <summary>One step, whose rows are compared with the generator, bit for bit.</summary>
    public (bool Passed, string Detail) CheckedStep()
    {
        _output.Floats.Fill(float.NaN);
        Step(1);
        return GeneratedRows.Match(_current.Indices.Span, _dim, _output.Floats);
    }

    public void Dispose()
    {
        Flow.Dispose();
        _output.Dispose();
    }
}
