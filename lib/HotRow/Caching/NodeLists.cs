using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Several doubly linked lists over the nodes 0 .. nodeCount - 1, all in one array; a node is in at most one list.</summary>
/// <remarks>Each list is a circle closed by a sentinel, so that linking and unlinking never branch; the sentinels stand
/// before the nodes and have negative numbers, so that they are constants. Nodes are not checked: callers pass only nodes
/// they own. <i>Cost:</i> 8 B per node and per list.</remarks>
internal readonly unsafe struct NodeLists
{
    private readonly Link* _first; // node 0, inside _links, which is pinned
    private readonly Link[] _links;

    /// <summary>Creates empty lists.</summary>
    public NodeLists(int nodeCount, int listCount)
    {
        _links = GC.AllocateArray<Link>(checked(nodeCount + listCount), pinned: true);
        _first = (Link*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_links)) + listCount;
        for (var list = 0; list < listCount; list++)
        {
            _first[End(list)].Previous = End(list);
            _first[End(list)].Next = End(list);
        }
    }

    /// <summary>Bytes of memory the links occupy.</summary>
    public long Bytes => (long)_links.Length * sizeof(Link);

    /// <summary>The mark before the first and after the last node of a list, a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int End(int list) => -1 - list;

    /// <summary>The list's first node; <see cref="End"/> when it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int list) => _first[End(list)].Next;

    /// <summary>The list's last node; <see cref="End"/> when it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Last(int list) => _first[End(list)].Previous;

    /// <summary>Whether the list has no nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEmpty(int list) => First(list) < 0;

    /// <summary>The node nearer to the list's first one, or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Previous(int node) => _first[node].Previous;

    /// <summary>The node nearer to the list's last one, or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node) => _first[node].Next;

    /// <summary>Puts a node that is in no list at the front of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushFirst(int list, int node) => InsertAfter(End(list), node);

    /// <summary>Puts a node that is in no list behind <paramref name="place"/>, a node or the list's <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InsertAfter(int place, int node)
    {
        var links = _first;
        var next = links[place].Next;
        links[place].Next = node;
        links[node].Previous = place;
        links[node].Next = next;
        links[next].Previous = node;
    }

    /// <summary>Takes a node out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int node)
    {
        var links = _first;
        var previous = links[node].Previous;
        var next = links[node].Next;
        links[previous].Next = next;
        links[next].Previous = previous;
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
        var links = _first;
        var first = links[End(list)].Next;
        if (first == node)
            return;

        var previous = links[node].Previous;
        var next = links[node].Next;
        links[previous].Next = next;
        links[next].Previous = previous;
        // The old first node may have been this one's neighbour, but stays the first of the others.
        first = links[End(list)].Next;
        links[node].Previous = End(list);
        links[node].Next = first;
        links[first].Previous = node;
        links[End(list)].Next = node;
    }

    private struct Link
    {
        public int Previous;
        public int Next;
    }
}
