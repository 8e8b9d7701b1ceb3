using HybridAi.Client;
using HybridAi.Client.Identity;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Session;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HybridAi.Web.Visits;

/// <summary>One look at a page, or one act on it, by a reader who is signed in.</summary>
public sealed record Visit
{
    /// <summary>Who reads.</summary>
    public required MeDocument Reader { get; init; }

    /// <summary>Calls the gateway with the reader's own key.</summary>
    public required HybridAiClient Client { get; init; }

    /// <summary>What shows that a form of the page came from this site.</summary>
    public required string Token { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the address asks for.</summary>
    public required IQueryCollection Query { get; init; }

    /// <summary>What the address names, by the names of its pattern.</summary>
    public required RouteValueDictionary Route { get; init; }

    /// <summary>The page's path.</summary>
    public required string Path { get; init; }

    /// <summary>The page's path and query.</summary>
    public required string Address { get; init; }

    /// <summary>Where applications call the gateway.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>A model for examples.</summary>
    public required string ExampleModel { get; init; }

    /// <summary>What came of the form that led here, or null.</summary>
    public Notice? Notice { get; init; }

    /// <summary>What was written into a form that could not be taken, to be mended; else null.</summary>
    public IFormCollection? Form { get; init; }

    /// <summary>The path that the form was sent to, which tells it from the others of the page; null: the page has one.</summary>
    public string? SentTo { get; init; }

    /// <summary>A secret that the form made, to be shown this once; else null.</summary>
    public string? Secret { get; init; }

    /// <summary>The reader went away.</summary>
    public CancellationToken Cancelled { get; init; }

    /// <summary>Whether the reader may operate: run jobs and tests, purge the cache.</summary>
    public bool MayOperate => Reader.Role is Roles.Operator or Roles.Administrator;

    /// <summary>Whether the reader may change what belongs to its organization.</summary>
    public bool MayAdminister => Reader.Role is Roles.Administrator;

    /// <summary>Whether the reader may change what belongs to the installation.</summary>
    public bool MayAdministerInstallation => Reader.InstallationAdministrator;

    /// <summary>A part of the pattern that the address came by.</summary>
    public string Named(string name) => Route[name]?.ToString() ?? "";

    /// <summary>A parameter of the address; null if it is not there or empty.</summary>
    public string? Asked(string name) => Query[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The visit as a form sees it: with what was written into it, but not with what was written into another form of the page.</summary>
    /// <param name="action">Where the form is sent to.</param>
    public Visit Of(string action) => Form is null || SentTo is null || SentTo == action ? this : this with { Form = null };

    /// <summary>What a field of a form is to hold: what was written into it, or what there is. A page with several forms asks <see cref="Of"/> first.</summary>
    public string? Field(string name, string? there) => Form is null ? there : Form[name].ToString();

    /// <summary>The page's address with other parameters.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> changes) => Changed(Path, Query, changes);

    /// <summary>The same reader, back on the page of a form.</summary>
    internal Visit Back(string address, IFormCollection? form, Notice notice)
    {
        var (path, query) = Apart(address);
        return this with { Path = path, Address = address, Query = new QueryCollection(query), Form = form, SentTo = Path, Notice = notice };
    }

    /// <summary>The address that a form was on, with its search and order, but without what was being changed there.</summary>
    internal static string Left(IFormCollection form)
    {
        var (path, query) = Apart(LocalAddress.OrStart(form[VisitHandler.BackField]));
        return Changed(path, query, ("edit", null));
    }

    /// <summary>Reads a part of the page that the rest can do without. A key that is refused fails the whole page.</summary>
    public Task<Part<T>> PartAsync<T>(Func<HybridAiClient, CancellationToken, Task<T>> read)
        where T : class => Parts.ReadAsync(cancelled => read(Client, cancelled), Cancelled);

    private static (string Path, Dictionary<string, StringValues> Query) Apart(string address)
    {
        var (path, query) = address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (address[..at], address[at..]) : (address, "");
        return (path, QueryHelpers.ParseQuery(query));
    }

    private static string Changed(string path, IEnumerable<KeyValuePair<string, StringValues>> query, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var parameters = query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value))).ToList();
        foreach (var (name, value) in changes)
        {
            parameters.RemoveAll(parameter => parameter.Key == name);
            parameters.Add(KeyValuePair.Create(name, value));
        }

        return path + QueryString.Create(parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)));
    }
}
