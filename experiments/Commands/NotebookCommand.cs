using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow notebook run PATH...</c>: notebooks without Jupyter.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Run notebooks without Jupyter.") { CreateRun() };

    private static Command CreateRun()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Notebooks (.ipynb), or folders: all notebooks directly in them", Arity = ArgumentArity.OneOrMore };
        var scale = new Option<string?>("--scale") { Description = "How much is measured, in place of what the notebook's parameters say: tiny, smoke or full", HelpName = "tiny|smoke|full" };
        var check = new Option<bool>("--check") { Description = "Write nothing, and compare cells, kinds of outputs and charts with what the file holds" };
        var folder = new Option<string?>("--out") { Description = "Folder for executed copies, in place of writing into the notebooks themselves", HelpName = "DIR" };
        var offline = new Option<bool>("--offline") { Description = "Charts that need no network: plotly.js goes into the notebook (1.5 MB); npm fetches it once" };
        var command = new Command("run", "Run the cells of notebooks and write the outputs into them; it stops at the first cell of a notebook that fails.") { paths, scale, check, folder, offline };
        command.SetAction(parsed =>
        {
            if (typeof(NotebookCommand).Assembly.Location.Length == 0)
            {
                throw new InputException("run notebooks from the repository (dotnet run --project experiments -c Release -- notebook run PATH): the published program has no reference assemblies to compile cells against");
            }

            var isOffline = parsed.GetValue(offline);
            var images = new StaticImages(why => parsed.InvocationConfiguration.Error.WriteLine($"hotrow: {PrintableText.Line(why)}"));
            var job = new NotebookJob
            {
                Paths = NotebookPaths.Expand(parsed.GetValue(paths)!),
                Session = () => NotebookSession.Create(isOffline),
                Scale = parsed.GetValue(scale) is { } name ? RunOptions.ScaleOf(name) : null,
                Check = parsed.GetValue(check),
                Out = parsed.GetValue(folder),
                Finish = notebook => NotebookImages.Draw(notebook, images),
            };
            if (job is { Check: true, Out: not null })
            {
                throw new InputException("--check writes nothing, so --out has nothing to hold; give one of them");
            }

            using var listening = CommandLine.ListenForStop();
            return job.Run(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, CommandLine.Stop);
        });
        return command;
    }
}
