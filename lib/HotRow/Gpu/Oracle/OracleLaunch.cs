namespace HotRow.Gpu;

/// <summary>One launch of a kernel as its C# body sees it: arguments by position, memory as pointers with their lengths.</summary>
internal readonly unsafe ref struct OracleLaunch(KernelGrid grid, ReadOnlySpan<KernelArg> args, IReadOnlyList<KernelDefine> defines)
{
    private readonly ReadOnlySpan<KernelArg> _args = args;

    /// <summary>The grid; a body that computes the whole result at once ignores it.</summary>
    public KernelGrid Grid { get; } = grid;

    /// <summary>A number that was fixed when the kernel was compiled.</summary>
    public int Define(string name)
    {
        // By position: an enumerator of the list would be allocated at every launch.
        for (var i = 0; i < defines.Count; i++)
        {
            if (defines[i].Name == name)
            {
                return defines[i].Value;
            }
        }

        throw new ArgumentException($"the kernel was compiled without {name}", nameof(name));
    }

    public int Int(int position) => Number(position, KernelArgKind.Int).AsInt;

    public long Long(int position) => Number(position, KernelArgKind.Long).AsLong;

    public float Float(int position) => Number(position, KernelArgKind.Float).AsFloat;

    /// <summary>Memory of at most 2^31 - 1 elements.</summary>
    public Span<T> Span<T>(int position)
        where T : unmanaged => new((void*)Number(position, KernelArgKind.Memory).Bits, checked((int)(_args[position].Bytes / sizeof(T))));

    /// <summary>Memory of any size.</summary>
    public T* Pointer<T>(int position, out long length)
        where T : unmanaged
    {
        length = Number(position, KernelArgKind.Memory).Bytes / sizeof(T);
        return (T*)_args[position].Bits;
    }

    // What a compiled kernel would silently read as another type is an error here.
    private KernelArg Number(int position, KernelArgKind kind) => _args[position].Kind == kind
        ? _args[position]
        : throw new ArgumentException($"argument {position} is {_args[position].Kind}, and the kernel takes {kind}", nameof(position));
}
