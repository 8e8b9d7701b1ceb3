using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>Somebody who is signed in, with a browser. Notes which forms and buttons there were, and which were used.</summary>
internal sealed class Reader : IAsyncDisposable
{
    // More wait for one another.
    private const int AtOnce = 3;

    private readonly IBrowserContext _context;
    private readonly Uri _site;
    private string[] _parts = [];

    private Reader(IBrowserContext context, IPage page, Uri site)
    {
        (_context, Page, _site) = (context, page, site);
        Watch = new PageWatch(page);
        page.Request += (_, request) =>
        {
            // What a script sends for a form, too.
            if ((request.IsNavigationRequest || request.Method == "POST") && Sent(request) is { } form)
                Used.Add(form);
        };
    }

    public IPage Page { get; }

    public PageWatch Watch { get; }

    /// <summary>Forms of all pages that were looked at.</summary>
    public HashSet<SeenForm> Seen { get; } = [];

    /// <summary>Forms that were sent.</summary>
    public HashSet<SeenForm> Used { get; } = [];

    /// <summary>Buttons that send nothing, of all pages that were looked at, and those that were pressed.</summary>
    public HashSet<string> SeenButtons { get; } = [];

    public HashSet<string> UsedButtons { get; } = [];

    /// <summary>Opens a browser and signs in by the form.</summary>
    public static async Task<Reader> SignInAsync(IBrowser browser, Uri site, string key, BrowserNewContextOptions? options = null)
    {
        var reader = await OpenAsync(browser, site, options);
        await reader.GoAsync("/signin");
        await reader.ActAsync("/signin", ("key", key));
        Assert.Equal("/", new Uri(reader.Page.Url).PathAndQuery);
        return reader;
    }

    public static async Task<Reader> OpenAsync(IBrowser browser, Uri site, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = site.ToString();
        options.ViewportSize ??= new ViewportSize { Width = 1200, Height = 900 };
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        return new Reader(context, await context.NewPageAsync(), site);
    }

    /// <summary>Goes to a page, which answers with a status and without anything going wrong.</summary>
    /// <returns>The address that answered, behind redirects.</returns>
    public async Task<string> GoAsync(string address, int status = 200)
    {
        Watch.Expected = status;
        var answer = await Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        Assert.True(answer!.Status == status, $"{address} answers {answer.Status}, not {status}:\n{await answer.TextAsync()}");
        await NoteAsync();
        return answer.Url;
    }

    /// <summary>Reads pages without showing them, as many as the site can answer at a time. Each answers well.</summary>
    /// <returns>Where they lead.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(IEnumerable<string> addresses)
    {
        var links = new List<string>();
        foreach (var some in addresses.Chunk(AtOnce))
        {
            foreach (var (address, page) in some.Zip(await SeenPage.FetchAsync(Page, some)))
            {
                Assert.True(page.Status == 200, $"{address} answers {page.Status}");
                // Which answers well, too.
                Assert.False(page.IsRedirected && page.Path == "/signin", $"{address} has who is signed in sign in");
                Note(page);
                links.AddRange(page.Links);
            }
        }

        return links;
    }

    /// <summary>Fills in the form that leads somewhere, as a reader does: opens what it lies in, writes, presses its button.</summary>
    /// <param name="action">Where it leads.</param>
    /// <param name="fields">Names of fields with what is written or chosen.</param>
    public Task ActAsync(string action, params (string Name, string Value)[] fields) => ActAsync(action, 200, fields);

    /// <summary>The same where the answer may have another status.</summary>
    public Task ActAsync(string action, int status, params (string Name, string Value)[] fields) => ActAsync(Page.Locator($"form[method=post][action='{action}']").First, status, fields);

    /// <summary>The same for a search: the one that has the first of the fields to be written in.</summary>
    public Task SearchAsync(string action, params (string Name, string Value)[] fields) =>
        ActAsync(Page.Locator($"form[method=get][action='{action}']:has([name='{fields[0].Name}']:not([type=hidden]))"), fields);

    /// <summary>The same for a form that is not the only one of its action.</summary>
    public Task ActAsync(ILocator form, params (string Name, string Value)[] fields) => ActAsync(form, 200, fields);

    /// <summary>The same for a form with several buttons.</summary>
    public Task ActByAsync(string action, string button, params (string Name, string Value)[] fields)
    {
        var form = Page.Locator($"form[method=post][action='{action}']").First;
        return ActAsync(form, form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = button, Exact = true }), 200, fields);
    }

    private Task ActAsync(ILocator form, int status, (string Name, string Value)[] fields) => ActAsync(form, form.Locator("button[type=submit]"), status, fields);

    private async Task ActAsync(ILocator form, ILocator button, int status, (string Name, string Value)[] fields)
    {
        Watch.Expected = status;
        await RevealAsync(form);
        foreach (var (name, value) in fields)
            await FillAsync(form.Locator($"[name='{name}']"), value);
        _parts = await form.EvaluateAsync<string[]>(NamesOfParts);
        await LeaveByAsync(button);
        _parts = [];
    }

    /// <summary>Follows a link.</summary>
    public async Task FollowAsync(ILocator link)
    {
        await RevealAsync(link);
        await LeaveByAsync(link);
    }

    /// <summary>Follows the first link of some words.</summary>
    public Task FollowAsync(string name) => FollowAsync(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true }).First);

    /// <summary>Presses a button of the page that sends nothing.</summary>
    public async Task PressAsync(string selector)
    {
        var button = Page.Locator(selector);
        UsedButtons.Add(await button.EvaluateAsync<string>(SeenPage.NameOfButton));
        await button.ClickAsync();
    }

    /// <summary>What the page says of what was done.</summary>
    public async Task<string> NoticeAsync() => await Page.Locator("main .notice.good, main .notice.error").First.InnerTextAsync();

    /// <summary>Sends a form past the page, with the token of the page that is shown.</summary>
    /// <param name="action">Where to.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="file">The file of a form that has one.</param>
    public async Task<IAPIResponse> ForgeAsync(string action, IReadOnlyDictionary<string, string> fields, FilePayload? file = null)
    {
        var form = _context.APIRequest.CreateFormData();
        form.Set("form-token", await Page.Locator("form[action='/signout'] input[name='form-token']").GetAttributeAsync("value") ?? "");
        form.Set("back", "/");
        foreach (var (name, value) in fields)
            form.Set(name, value);
        if (file is null)
            return await _context.APIRequest.PostAsync(action, new APIRequestContextOptions { Form = form, MaxRedirects = 0 });
        form.Set("file", file);
        return await _context.APIRequest.PostAsync(action, new APIRequestContextOptions { Multipart = form, MaxRedirects = 0 });
    }

    /// <summary>Nothing went wrong unseen.</summary>
    public void AssertQuiet(string where)
    {
        var problems = Watch.Take();
        Assert.True(problems.Count == 0, $"{where}:\n{string.Join('\n', problems)}");
    }

    /// <summary>What makes another browser this reader's, too.</summary>
    public Task<string> SessionAsync() => _context.StorageStateAsync();

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // The browser does not tell what it sends of a form with a file.
    private const string NamesOfParts = "form => form.enctype === 'multipart/form-data' ? [...new FormData(form).keys()] : []";

    private async Task LeaveByAsync(ILocator way)
    {
        await Page.EvaluateAsync("() => { document.documentElement.dataset.old = '' }");
        await way.ClickAsync();
        await Page.Locator("html:not([data-old])").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await Page.WaitForLoadStateAsync(LoadState.Load);
        await NoteAsync();
    }

    private async Task NoteAsync() => Note(await SeenPage.OfAsync(Page));

    private void Note(SeenPage page)
    {
        Seen.UnionWith(page.Forms);
        SeenButtons.UnionWith(page.Buttons);
    }

    // Opens each details that it lies in by its summary.
    private static async Task RevealAsync(ILocator element)
    {
        await element.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        var closed = element.Locator("xpath=ancestor::details[not(@open)]");
        for (var folds = await closed.CountAsync(); folds > 0; folds--)
            await closed.First.Locator("> summary").ClickAsync();
        Assert.True(await closed.CountAsync() == 0, $"what {element} lies in does not stay open");
    }

    private static async Task FillAsync(ILocator field, string value)
    {
        await RevealAsync(field.First);
        switch (await field.First.EvaluateAsync<string>("field => field.tagName === 'SELECT' ? 'select' : field.type"))
        {
            case "select":
                await field.SelectOptionAsync(value);
                break;
            case "checkbox":
                await field.And(field.Page.Locator($"[value='{value}']")).CheckAsync();
                break;
            case "file":
                await field.SetInputFilesAsync(value);
                break;
            default:
                await field.FillAsync(value);
                break;
        }
    }

    private SeenForm? Sent(IRequest request)
    {
        var address = new Uri(request.Url);
        if (address.Authority != _site.Authority)
            return null;
        IEnumerable<string> fields = request.Method != "POST" ? QueryHelpers.ParseQuery(address.Query).Keys : _parts.Length > 0 ? _parts : QueryHelpers.ParseQuery(request.PostData ?? "").Keys;
        return SeenForm.Of(request.Method, WebUtility.UrlDecode(address.AbsolutePath), fields);
    }
}
