namespace HotRow.Gpu;

/// <summary>One of NVIDIA's devices through its primary context, which other libraries in the process share.</summary>
/// <remarks>A context is current for a thread, so every call binds it first; a thread that bound it before pays one comparison.
/// When a kernel has gone wrong the driver refuses everything that follows: the first failure is then what every call says.</remarks>
internal sealed unsafe partial class CudaBackend : IDeviceBackend
{
    private static long s_instances;

    // The instance and not the context's address, which a later context may have again.
    [ThreadStatic]
    private static long s_bound;

    private readonly long _instance = Interlocked.Increment(ref s_instances);
    private readonly int _device;
    private readonly nint _context;
    private volatile DeviceException? _lost;

    public CudaBackend(DeviceInfo info)
    {
        Info = info;
        int device;
        CudaErrors.Driver(CudaDriver.DeviceGet(&device, info.Index), "cuDeviceGet");
        nint context;
        CudaErrors.Driver(CudaDriver.DevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");
        (_device, _context) = (device, context);
        _concurrentStreams = CudaDevices.Attribute(device, CudaAttribute.AsyncEngineCount) > 0;
        _mapsHost = CudaDevices.Attribute(device, CudaAttribute.CanMapHostMemory) != 0;
        _registersHost = CudaDevices.Attribute(device, CudaAttribute.HostRegisterSupported) != 0;
        _registersReadOnly = CudaDevices.Attribute(device, CudaAttribute.ReadOnlyHostRegisterSupported) != 0;
    }

    public DeviceInfo Info { get; }

    public bool Supports(DeviceCapability capability) => capability switch
    {
        DeviceCapability.ConcurrentStreams => _concurrentStreams,
        DeviceCapability.ZeroCopy => _mapsHost,
        DeviceCapability.RegisterHost => _mapsHost && _registersHost,
        DeviceCapability.Graphs => true,
        DeviceCapability.PersistingL2 => Info.PersistingL2Bytes > 0,
        DeviceCapability.VendorGemm => DeviceLibraries.TryLoad(DeviceLibraries.Cublas, out _, out _),
        _ => false,
    };

    public void Synchronize()
    {
        Bind();
        Check(CudaDriver.CtxSynchronize(), "cuCtxSynchronize");
    }

    public void Dispose()
    {
        // What fails here fails because of something that was reported before.
        if (_matrix != 0)
        {
            _ = CudaDriver.CtxSetCurrent(_context);
            _ = Cublas.Destroy(_matrix);
        }

        _ = CudaDriver.CtxSetCurrent(0);
        s_bound = 0;
        _ = CudaDriver.DevicePrimaryCtxRelease(_device);
    }

    // Makes the context this thread's.
    private void Bind()
    {
        if (_lost is { } lost)
        {
            throw new DeviceException(lost.Message);
        }

        if (s_bound != _instance)
        {
            Check(CudaDriver.CtxSetCurrent(_context), "cuCtxSetCurrent");
            s_bound = _instance;
        }
    }

    // The same for giving something back: of a context that is lost there is nothing left to give, and a second failure would hide the first.
    private bool BindToFree()
    {
        if (_lost is not null)
        {
            return false;
        }

        Bind();
        return true;
    }

    private void Check(int code, string function)
    {
        if (code != 0)
        {
            throw Failure(code, function);
        }
    }

    private DeviceException Failure(int code, string function)
    {
        var failure = CudaErrors.OfDriver(code, function);
        if (CudaErrors.EndsTheContext(code))
        {
            _lost ??= failure;
        }

        return failure;
    }
}
