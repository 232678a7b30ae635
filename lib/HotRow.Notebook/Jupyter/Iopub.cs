using System.Text;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>What all front ends hear: status and output, each with the request that caused it.</summary>
/// <param name="socket">The publishing socket.</param>
/// <param name="wire">Encodes the messages.</param>
/// <param name="mayWait">Whether it waits for subscribers that are slow.</param>
internal sealed class Iopub(ZmtpSocket socket, JupyterWire wire, bool mayWait)
{
    /// <summary>Sends a message to everyone; its type is its topic.</summary>
    /// <param name="type">The type of the message.</param>
    /// <param name="parentHeader">The header of the request that caused it.</param>
    /// <param name="content">The content.</param>
    internal void Publish(string type, byte[] parentHeader, JsonObject content) =>
        socket.Publish(wire.Encode([Encoding.UTF8.GetBytes(type)], type, parentHeader, content), mayWait);

    /// <summary>Says that the kernel is busy with a request, or done with it.</summary>
    internal void Status(byte[] parentHeader, bool busy) => Publish("status", parentHeader, new JsonObject { ["execution_state"] = busy ? "busy" : "idle" });
}
