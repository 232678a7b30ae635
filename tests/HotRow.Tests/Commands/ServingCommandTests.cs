using System.Text.Json;
using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests;

public sealed class ServingCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ServeSim_JsonHoldsInputsByContent_AndIsTheSameTwice()
    {
        string[] args = ["serve-sim", "--limit", "300", "--replicas", "2", "--slo", "ttft=1000,tpot=100", "--price", "0.5", "--json"];

        var (code, output, error) = Run(args);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(output, Run(args).Output);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal((300, 300), (document.GetProperty("done").GetInt32(), document.GetProperty("trace").GetProperty("requests").GetInt32()));
        Assert.Equal(("line", Accelerators.Shipped.Hash), (document.GetProperty("latencyModel").GetString(), document.GetProperty("catalogueHash").GetString()));
        Assert.Equal(64, document.GetProperty("trace").GetProperty("digest").GetString()!.Length);
        Assert.InRange(document.GetProperty("objectives").GetProperty("attainment").GetDouble(), 0, 1);
        Assert.Equal(1, document.GetProperty("cost").GetProperty("perHour").GetDouble());
    }

    [Fact]
    public void ServeSim_OneTokenAnswers_HaveNoTpot_AndJsonSaysNull()
    {
        var path = _folder.Write("a.csv", "arrived_at,input,output\n0,100,1\n5,200,1\n");

        var (code, output, _) = Run("serve-sim", "--trace", path, "--json");

        Assert.Equal(0, code);
        var tpot = JsonDocument.Parse(output).RootElement.GetProperty("latencies").EnumerateArray().Single(l => l.GetProperty("id").GetString() == ServingMetrics.Tpot.Id);
        Assert.Equal(JsonValueKind.Null, tpot.GetProperty("mean").ValueKind);
        Assert.Contains("Time per output token (ms)", Run("serve-sim", "--trace", path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ServeSim_Outcomes_AreWhatTheLineModelGivesByHand()
    {
        // Alone: a prompt of 100 tokens takes 16.840 + 100 x 0.086565 ms; its second token 16.840 + 0.039770 + 101 x 0.00016979 ms.
        var path = _folder.Write("a.csv", "\uFEFFarrived_at,input,output\r\n\"0\",100,2\r\n10,200000,5");
        var file = Path.Combine(_folder.Path, "out.csv");

        var (code, output, _) = Run("serve-sim", "--trace", path, "--outcomes", file);

        Assert.Equal(0, code);
        Assert.Contains("refused: 1 requests longer than the model's context or a server's memory (rows 2)", output, StringComparison.Ordinal);
        Assert.Equal(
            ["id,arrived_at,started_at,first_token_at,last_token_at,input,output,cached,preemptions,replica,status", "0,0.000000000,0.000000000,0.025496500,0.042393419,100,2,0,0,0,done", "1,10.000000000,,,,200000,5,0,0,,refused"],
            File.ReadAllLines(file));
        Assert.Equal((2, ""), (Run("serve-sim", "--trace", path, "--outcomes", file).Code, Run("serve-sim", "--trace", path, "--outcomes", file).Output));
        Assert.Equal(0, Run("serve-sim", "--trace", path, "--outcomes", file, "--force").Code);
        Assert.Equal([Path.GetFileName(path), "out.csv"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ServeSim_EveryScheduler_Runs()
    {
        foreach (var scheduler in Schedulers.All)
        {
            var (code, output, error) = Run("serve-sim", "--scheduler", scheduler.Name, "--limit", "40", "--trace", "poisson:1");

            Assert.Equal((0, ""), (code, error));
            Assert.Contains("checked: 40 requests = 40 done", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ServeSim_NothingFits_FiguresAreDashes()
    {
        var path = _folder.Write("a.csv", "arrived_at,input,output\n0,200000,5\n1,200000,5\n");

        var (code, output, _) = Run("serve-sim", "--trace", path, "--slo", "ttft=200", "--price", "1");

        Assert.Equal(0, code);
        Assert.Contains("objectives ttft=200: 0 % keep all of them", output, StringComparison.Ordinal);
        Assert.Contains("MFU - of 165 TFLOP/s", output, StringComparison.Ordinal);
        Assert.Contains("1 $/h, - $ for 1M answer tokens, - $ for 1,000 requests", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
        Assert.Contains("none: too many requests do not fit", Run("plan", "--trace", path, "--slo", "ttft=200", "--devices", "rtx4090").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_RequestsThatComeAtOnce_HaveNoRate()
    {
        var path = _folder.Write("a.csv", "arrived_at,input,output\n3,100,5\n3,100,5\n");

        var (code, output, _) = Run("plan", "--trace", path, "--slo", "ttft=2000", "--devices", "rtx4090");

        Assert.Equal(0, code);
        Assert.Contains("plan: 1 x rtx4090", output, StringComparison.Ordinal);
        Assert.DoesNotContain("times the rate", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no file 'nowhere.csv'", "--trace", "nowhere.csv")]
    [InlineData("--trace poisson needs a rate behind a colon", "--trace", "poisson")]
    [InlineData("--trace 'poisson:0': '0' is no rate", "--trace", "poisson:0")]
    [InlineData("--trace 'azure-like:fast': 'fast' is no rate", "--trace", "azure-like:fast")]
    [InlineData("--format table is for files; 'azure-like' is generated", "--format", "table")]
    [InlineData("model '70b' is one of llama-2-70b, llama-3.1-70b; name one of them", "--model", "70b")]
    [InlineData("unknown model 'gpt'; known: ", "--model", "gpt")]
    [InlineData("unknown accelerator 'gpu'; known: a10", "--device", "gpu")]
    [InlineData("unknown scheduler 'fifo'; known: ", "--scheduler", "fifo")]
    [InlineData("unknown latency model 'magic'; known: ", "--latency", "magic")]
    [InlineData("unknown KV allocator 'none'; known: ", "--kv", "none")]
    [InlineData("unknown router 'fast'; known: ", "--router", "fast")]
    [InlineData("llama-3.1-70b needs 141.1 GB for its weights, and 1 x rtx4090 have no room", "--model", "llama-3.1-70b")]
    [InlineData("latency model 'line' has coefficients for llama-3.1-8b on one rtx4090 only", "--latency", "line", "--device", "l4")]
    [InlineData("--split 2 is for --scheduler disaggregated", "--split", "2")]
    [InlineData("--split '2' is no number of servers", "--split", "2", "--scheduler", "disaggregated")]
    [InlineData("--replicas is for servers of one kind", "--replicas", "2", "--scheduler", "disaggregated")]
    [InlineData("--time-scale '0' is no number from 0.001 to 1000", "--time-scale", "0")]
    [InlineData("--time-scale 'NaN' is no number", "--time-scale", "NaN")]
    [InlineData("--price '-1' is no number", "--price", "-1")]
    [InlineData("--batch 0 is out of range", "--batch", "0")]
    [InlineData("--devices 3: so many cannot share the 8 KV heads of llama-3.1-8b evenly; give one of 1, 2, 4, 8", "--devices", "3")]
    [InlineData("--devices 64: so many cannot share the 8 KV heads", "--devices", "64")]
    [InlineData("--window is for --scheduler dynamic; 'continuous' does not wait", "--window", "5")]
    [InlineData("--chunk is for schedulers that split prompts: ", "--chunk", "512", "--scheduler", "static")]
    [InlineData("--profile is for --latency tables; 'roofline' reads no tables", "--profile", "nowhere", "--latency", "roofline")]
    [InlineData("Required argument missing for option: '--replicas'", "--replicas")]
    [InlineData("Required argument missing for option: '--price'", "--price")]
    [InlineData("objective 'itl=5': 'itl' is unknown", "--slo", "itl=5")]
    [InlineData("objective 'quick': no limit follows a name", "--slo", "quick")]
    [InlineData("unknown definition of a percentile 'best'; known: ", "--percentile", "best")]
    [InlineData("there is no folder", "--outcomes", "no/such/folder/out.csv")]
    public void ServeSim_Faults_AreOneClearLine(string begin, params string[] args)
    {
        var (code, output, error) = Run(["serve-sim", "--limit", "10", .. args]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("hotrow: " + begin, error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Option '--slo' is required")]
    [InlineData("--attain '0' is no number from 0.001 to 1", "--slo", "ttft=200", "--attain", "0")]
    [InlineData("--attain '90' is no number from 0.001 to 1", "--slo", "ttft=200", "--attain", "90")]
    [InlineData("--price is one price for every kind and --prices a file", "--slo", "ttft=200", "--price", "1", "--prices", "x.json")]
    [InlineData("unknown accelerator 'gpu'; known: ", "--slo", "ttft=200", "--devices", "rtx4090,gpu")]
    [InlineData("--budget '1' is no duration", "--slo", "ttft=200", "--budget", "1")]
    [InlineData("--tensor-parallel '1,x': 'x' is no number of accelerators", "--slo", "ttft=200", "--tensor-parallel", "1,x")]
    [InlineData("--max-devices 0 is out of range", "--slo", "ttft=200", "--max-devices", "0")]
    public void Plan_Faults_AreOneClearLine(string begin, params string[] args)
    {
        var (code, output, error) = Run(["plan", "--limit", "10", .. args]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("hotrow: " + begin, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"gpu\": 1 }", "unknown accelerator 'gpu'")]
    [InlineData("{ \"\\ud800\": 1 }", ": a name holds half of a character")]
    [InlineData("{ \"rtx4090\": 0 }", ": the price of 'rtx4090' is '0'; give $/h above 0")]
    [InlineData("{ \"rtx4090\": \"1\" }", ": the price of 'rtx4090' is '\"1\"'; give $/h above 0")]
    [InlineData("{ \"rtx4090\": 1, \"RTX4090\": 2 }", " names 'rtx4090' twice")]
    [InlineData("{}", " names no price")]
    [InlineData("[1]", " is no list of prices")]
    [InlineData("{ \"rtx4090\": 1", ", line 1: no JSON")]
    public void Plan_PriceFileFaults_AreOneClearLine(string json, string expected)
    {
        var (code, output, error) = Run("plan", "--limit", "10", "--slo", "ttft=200", "--prices", _folder.Write("prices.json", json));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Prices_DecideAndThoseWithoutAreLeftOut()
    {
        var prices = _folder.Write("prices.json", "{ \"rtx4090\": 0.4, \"l40s\": 100 }");

        var (code, output, _) = Run("plan", "--limit", "200", "--trace", "azure-like:1", "--slo", "ttft=1000,tpot=100", "--devices", "rtx4090,l40s,l4", "--tensor-parallel", "1", "--prices", prices, "--json");

        Assert.Equal(0, code);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal("rtx4090", document.GetProperty("plan").GetProperty("accelerator").GetString());
        Assert.Equal("l40s", document.GetProperty("runnerUp").GetProperty("plan").GetProperty("accelerator").GetString());
        Assert.Equal("l4", document.GetProperty("notPossible")[0].GetProperty("hardware").GetString());
        Assert.False(document.GetProperty("plan").GetProperty("validity").GetProperty("isInside").GetBoolean());
    }

    [Fact]
    public void Plan_WhatNothingMeets_SaysWhatBindsAndByHowMuch()
    {
        string[] args = ["plan", "--limit", "200", "--slo", "ttft=20,tpot=100", "--devices", "rtx4090", "--tensor-parallel", "1"];

        var (code, output, _) = Run(args);

        Assert.Equal(0, code);
        Assert.Contains("NO PLAN at any number of accelerators", output, StringComparison.Ordinal);
        Assert.Contains("ttft binds", output, StringComparison.Ordinal);
        Assert.Contains("too long", output, StringComparison.Ordinal);
        var document = JsonDocument.Parse(Run([.. args, "--json"]).Output).RootElement;
        Assert.Equal(JsonValueKind.Null, document.GetProperty("plan").ValueKind);
        Assert.Equal("impossible-at-any-number", document.GetProperty("failure").GetProperty("kind").GetString());
    }

    [Fact]
    public void Plan_OnePriceForSeveralKinds_SaysThatAllArePricedAlike()
    {
        string[] args = ["plan", "--limit", "50", "--slo", "ttft=9000,tpot=900", "--tensor-parallel", "1", "--price", "2"];

        var several = Run([.. args, "--devices", "rtx4090,l40s"]).Output;

        Assert.Contains("all kinds are priced alike by --price; --prices takes a JSON file with a price for each: {\"l40s\": 0.8, \"rtx4090\": 0.4}", several, StringComparison.Ordinal);
        Assert.Contains("nothing binds", several, StringComparison.Ordinal);
        Assert.Contains("Step times \"estimated\" may be 0.8 to 1.25 times as long.", several, StringComparison.Ordinal);
        Assert.DoesNotContain("priced alike", Run([.. args, "--devices", "l40s"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ListAccelerators_Json_IsACatalogueThatPlanReads()
    {
        var file = Path.Combine(_folder.Path, "own.json");
        File.WriteAllText(file, Run("list", "accelerators", "--json").Output);

        Assert.Equal(Accelerators.All.Select(a => a.Name), AcceleratorCatalogue.Read(file).All.Select(a => a.Name));
        Assert.Equal(2, Run("list", "policies", "--json").Code);
    }

    [Fact]
    public void Plan_ModelThatFitsNowhere_SaysWhy()
    {
        var (code, output, _) = Run("plan", "--limit", "10", "--model", "llama-3.1-70b", "--slo", "ttft=2000", "--devices", "rtx4090", "--tensor-parallel", "1,2");

        Assert.Equal(0, code);
        Assert.Contains("NO PLAN: no accelerator that was looked at can serve the model", output, StringComparison.Ordinal);
        Assert.Matches("not possible: 2 x rtx4090: 5[01].[0-9] GB have no room beside the weights, 141.1 GB", output);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
