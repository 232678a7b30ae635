using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Several doubly linked lists over the nodes 0 .. nodeCount - 1, all in one array; a node is in at most one list.</summary>
/// <remarks>Each list is a circle closed by a sentinel, so that linking and unlinking never branch. Nodes are not checked:
/// callers pass only nodes they own. <i>Cost:</i> 8 B per node and per list.</remarks>
internal readonly struct NodeLists
{
    private readonly Link[] _links;
    private readonly int _nodeCount;

    /// <summary>Creates empty lists.</summary>
    public NodeLists(int nodeCount, int listCount)
    {
        _nodeCount = nodeCount;
        _links = new Link[nodeCount + listCount];
        for (var list = 0; list < listCount; list++)
        {
            _links[nodeCount + list] = new Link(nodeCount + list, nodeCount + list);
        }
    }

    /// <summary>Bytes of memory the links occupy.</summary>
    public long Bytes => (long)_links.Length * Unsafe.SizeOf<Link>();

    /// <summary>The list's first node; <see cref="End"/> when it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int list) => At(_nodeCount + list).Next;

    /// <summary>The list's last node; <see cref="End"/> when it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Last(int list) => At(_nodeCount + list).Previous;

    /// <summary>The mark before the first and after the last node of a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int End(int list) => _nodeCount + list;

    /// <summary>Whether the list has no nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEmpty(int list) => First(list) == End(list);

    /// <summary>The node nearer to the list's first one, or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Previous(int node) => At(node).Previous;

    /// <summary>The node nearer to the list's last one, or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node) => At(node).Next;

    /// <summary>Puts a node that is in no list at the front of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushFirst(int list, int node) => InsertAfter(End(list), node);

    /// <summary>Puts a node that is in no list behind <paramref name="place"/>, a node or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InsertAfter(int place, int node)
    {
        ref var before = ref At(place);
        var next = before.Next;
        At(node) = new Link(place, next);
        At(next).Previous = node;
        before.Next = node;
    }

    /// <summary>Takes a node out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int node)
    {
        var link = At(node);
        At(link.Previous).Next = link.Next;
        At(link.Next).Previous = link.Previous;
    }

    /// <summary>Takes the last node out of a list that is not empty, and returns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PopLast(int list)
    {
        var node = Last(list);
        Remove(node);
        return node;
    }

    /// <summary>Moves a node, from whichever list it is in, to the front of <paramref name="list"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveToFirst(int list, int node)
    {
        if (First(list) == node)
            return;

        Remove(node);
        PushFirst(list, node);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Link At(int node) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_links), node);

    private struct Link(int previous, int next)
    {
        public int Previous = previous;
        public int Next = next;
    }
}
