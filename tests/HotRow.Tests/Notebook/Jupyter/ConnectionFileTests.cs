using System.Net;
using System.Text;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Connection files as Jupyter writes them, and as nobody should.</summary>
public sealed class ConnectionFileTests
{
    private const string Ports = "\"shell_port\":5001,\"iopub_port\":5002,\"stdin_port\":5003,\"control_port\":5004,\"hb_port\":5005";

    [Fact]
    public void Parse_AsJupyterWritesIt_IsUnderstood()
    {
        var connection = Parse("{" + Ports + ",\"ip\":\"127.0.0.1\",\"key\":\"a0436f6c\",\"transport\":\"tcp\",\"signature_scheme\":\"hmac-sha256\",\"kernel_name\":\"x\"}");

        Assert.Equal([5001, 5002, 5003, 5004, 5005], [connection.ShellPort, connection.IopubPort, connection.StdinPort, connection.ControlPort, connection.HeartbeatPort]);
        Assert.Equal(IPAddress.Loopback, connection.Address);
        Assert.Equal("a0436f6c"u8.ToArray(), connection.Key);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("*", "0.0.0.0")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::1", "::1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void Parse_Ip_IsAnAddress(string ip, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), Parse("{" + Ports + ",\"ip\":\"" + ip + "\"}").Address);

    [Fact]
    public void Parse_WithoutAKey_HasNoSignatures() => Assert.Empty(Parse("{" + Ports + ",\"key\":\"\",\"signature_scheme\":\"\"}").Key);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{}", "shell_port")]
    [InlineData("{P,\"transport\":\"ipc\"}", "transport 'ipc'")]
    [InlineData("{P,\"transport\":1}", "transport is not a string")]
    [InlineData("{P,\"key\":\"k\",\"signature_scheme\":\"hmac-md5\"}", "signature_scheme 'hmac-md5'")]
    [InlineData("{P,\"key\":null}", "key is not a string")]
    [InlineData("{P,\"key\":\"\\ud800\"}", "not JSON")]
    [InlineData("{P,\"ip\":\"example.org\"}", "ip 'example.org'")]
    [InlineData("{P,\"ip\":\"1\"}", "ip '1'")]
    [InlineData("{P,\"ip\":\"\"}", "ip ''")]
    [InlineData("{P,\"hb_port\":5001}", "the same")]
    [InlineData("{P,\"hb_port\":0}", "hb_port")]
    [InlineData("{P,\"hb_port\":65536}", "hb_port")]
    [InlineData("{P,\"hb_port\":-1}", "hb_port")]
    [InlineData("{P,\"hb_port\":1.5}", "hb_port")]
    [InlineData("{P,\"hb_port\":1e99}", "hb_port")]
    [InlineData("{P,\"hb_port\":\"5005\"}", "hb_port")]
    public void Parse_WhatItMustNotBe_IsOneClearLine(string json, string says)
    {
        var e = Assert.Throws<NotebookException>(() => Parse(json.Replace("P,", Ports + ",", StringComparison.Ordinal)));

        Assert.StartsWith("connection file test.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Read_AbsentOrTooLarge_IsOneClearLine()
    {
        using var folder = new TempFolder();

        Assert.Contains("cannot be read", Assert.Throws<NotebookException>(() => ConnectionFile.Read(Path.Combine(folder.Path, "none.json"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<NotebookException>(() => ConnectionFile.Read(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("longer than", Assert.Throws<NotebookException>(() => ConnectionFile.Read(folder.Write("big.json", new byte[100_000]))).Message, StringComparison.Ordinal);
    }

    private static ConnectionFile Parse(string json) => ConnectionFile.Parse(Encoding.UTF8.GetBytes(json), "test.json");
}
