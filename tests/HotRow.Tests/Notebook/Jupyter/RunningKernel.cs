using System.Net;
using System.Text;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A kernel on free ports of this machine, with a scripted session unless told otherwise.</summary>
internal sealed class RunningKernel : IDisposable
{
    private readonly JupyterKernel _kernel;
    private readonly List<IDisposable> _clients = [];

    internal RunningKernel(ICellSession? session = null, string key = FrontEnd.Key, ZmtpOptions? options = null)
    {
        Key = key;
        _kernel = new JupyterKernel(new ConnectionFile(IPAddress.Loopback, 0, 0, 0, 0, 0, Encoding.UTF8.GetBytes(key)), session ?? Session, Note, options ?? new ZmtpOptions());
        Ended = Task.Factory.StartNew(() => _kernel.Run(), TaskCreationOptions.LongRunning);
    }

    internal ScriptedSession Session { get; } = new();

    internal Task Ended { get; }

    internal string Key { get; }

    internal IReadOnlyList<int> Ports => _kernel.Ports;

    internal TaskCompletionSource<string> FirstNote { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FrontEnd Shell() => Client(0, "DEALER");

    internal FrontEnd Control() => Client(3, "DEALER");

    internal FrontEnd Iopub()
    {
        var client = Client(1, "SUB");
        client.Wire.SubscribeToAll();
        return client;
    }

    internal FrontEnd Client(int socket, string type)
    {
        var client = new FrontEnd(Ports[socket], type, Key);
        _clients.Add(client);
        return client;
    }

    /// <summary>Fails unless a front end that comes now is served.</summary>
    internal void AssertAlive()
    {
        var shell = Shell();
        var id = shell.Send("kernel_info_request", new { });
        Assert.Equal(id, shell.Hear().ParentId);
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _kernel.Dispose();
    }

    private void Note(string line) => FirstNote.TrySetResult(line);
}
