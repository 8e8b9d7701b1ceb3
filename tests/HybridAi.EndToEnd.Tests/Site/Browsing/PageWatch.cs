using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>What goes wrong in a page without being seen: words on the console (the content security policy's, too), errors of scripts, requests that fail, dialogs.</summary>
internal sealed class PageWatch
{
    private readonly ConcurrentQueue<string> _problems = new();

    public PageWatch(IPage page)
    {
        page.Console += (_, message) =>
        {
            // An answer that is an error is looked at itself.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _problems.Enqueue($"{message.Type} on the console: {message.Text}");
        };
        page.PageError += (_, error) => _problems.Enqueue($"error of a script: {error}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400 && answer.Status != Expected)
                _problems.Enqueue($"{answer.Status} for {answer.Request.Method} {answer.Url}");
        };
        page.RequestFailed += (_, request) =>
        {
            // What a page that is left has not read yet is cancelled.
            if (request.Failure is not "net::ERR_ABORTED")
                _problems.Enqueue($"{request.Failure} for {request.Method} {request.Url}");
        };
        page.Dialog += (_, dialog) => _problems.Enqueue($"a dialog: {dialog.Message}");
    }

    /// <summary>An answer of this status is no problem.</summary>
    public int Expected { get; set; }

    /// <summary>What went wrong since it was last asked.</summary>
    public IReadOnlyList<string> Take()
    {
        var problems = new List<string>();
        while (_problems.TryDequeue(out var problem))
            problems.Add(problem);
        return problems;
    }
}
