namespace HotRow.Gpu;

internal sealed unsafe partial class CudaBackend
{
    // Does not wait for the stream that libraries use when they are given none.
    private const uint NonBlocking = 1;

    // Other threads may take memory while this one records.
    private const int CaptureOfThisThread = 1;
    private const int PersistingL2Limit = 6;
    private const int AccessWindowAttribute = 1;
    private const int Streaming = 1;
    private const int Persisting = 2;

    private readonly bool _concurrentStreams;

    public nint CreateStream(bool urgent)
    {
        Bind();
        nint stream;
        if (urgent)
        {
            int least, greatest;
            Check(CudaDriver.CtxGetStreamPriorityRange(&least, &greatest), "cuCtxGetStreamPriorityRange");
            Check(CudaDriver.StreamCreateWithPriority(&stream, NonBlocking, greatest), "cuStreamCreateWithPriority");
        }
        else
        {
            Check(CudaDriver.StreamCreate(&stream, NonBlocking), "cuStreamCreate");
        }

        return stream;
    }

    public void DestroyStream(nint stream)
    {
        if (BindToFree())
        {
            Check(CudaDriver.StreamDestroy(stream), "cuStreamDestroy");
        }
    }

    public void SynchronizeStream(nint stream)
    {
        Bind();
        Check(CudaDriver.StreamSynchronize(stream), "cuStreamSynchronize");
    }

    public nint CreateEvent()
    {
        Bind();
        nint happening;
        Check(CudaDriver.EventCreate(&happening, 0), "cuEventCreate");
        return happening;
    }

    public void DestroyEvent(nint happening)
    {
        if (BindToFree())
        {
            Check(CudaDriver.EventDestroy(happening), "cuEventDestroy");
        }
    }

    public void Record(nint stream, nint happening)
    {
        Bind();
        Check(CudaDriver.EventRecord(happening, stream), "cuEventRecord");
    }

    public void Wait(nint stream, nint happening)
    {
        Bind();
        Check(CudaDriver.StreamWaitEvent(stream, happening, 0), "cuStreamWaitEvent");
    }

    public void SynchronizeEvent(nint happening)
    {
        Bind();
        Check(CudaDriver.EventSynchronize(happening), "cuEventSynchronize");
    }

    public bool HasHappened(nint happening)
    {
        Bind();
        var code = CudaDriver.EventQuery(happening);
        if (code != CudaErrors.NotReady)
        {
            Check(code, "cuEventQuery");
        }

        return code == 0;
    }

    public double Milliseconds(nint from, nint to)
    {
        Bind();
        float milliseconds;
        Check(CudaDriver.EventElapsedTime(&milliseconds, from, to), "cuEventElapsedTime");
        return milliseconds;
    }

    public void BeginCapture(nint stream)
    {
        Bind();
        Check(CudaDriver.StreamBeginCapture(stream, CaptureOfThisThread), "cuStreamBeginCapture");
    }

    public nint EndCapture(nint stream)
    {
        Bind();
        nint graph, executable;
        Check(CudaDriver.StreamEndCapture(stream, &graph), "cuStreamEndCapture");
        try
        {
            Check(CudaDriver.GraphInstantiateWithFlags(&executable, graph, 0), "cuGraphInstantiateWithFlags");
            return executable;
        }
        finally
        {
            // What runs is a copy of its own.
            _ = CudaDriver.GraphDestroy(graph);
        }
    }

    public void LaunchGraph(nint stream, nint graph)
    {
        Bind();
        Check(CudaDriver.GraphLaunch(graph, stream), "cuGraphLaunch");
    }

    public void DestroyGraph(nint graph)
    {
        if (BindToFree())
        {
            Check(CudaDriver.GraphExecDestroy(graph), "cuGraphExecDestroy");
        }
    }

    public void Persist(nint stream, nint memory, long bytes, float hitRatio)
    {
        Bind();
        var window = new CudaAccessWindow { Base = (ulong)memory, Bytes = (nuint)bytes, HitRatio = hitRatio };
        if (bytes > 0)
        {
            (window.HitProperty, window.MissProperty) = (Persisting, Streaming);
            Check(CudaDriver.CtxSetLimit(PersistingL2Limit, (nuint)bytes), "cuCtxSetLimit");
            Check(CudaDriver.StreamSetAttribute(stream, AccessWindowAttribute, &window), "cuStreamSetAttribute");
            return;
        }

        // Lines that persist stay so until they are all let go, whatever the stream says by then.
        Check(CudaDriver.StreamSetAttribute(stream, AccessWindowAttribute, &window), "cuStreamSetAttribute");
        Check(CudaDriver.CtxResetPersistingL2Cache(), "cuCtxResetPersistingL2Cache");
        Check(CudaDriver.CtxSetLimit(PersistingL2Limit, 0), "cuCtxSetLimit");
    }
}
