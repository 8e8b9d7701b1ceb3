using System.Text.Json;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>What somebody can do on a page.</summary>
/// <param name="Status">What it answers with.</param>
/// <param name="Path">Where it is, behind redirects.</param>
/// <param name="IsRedirected">Whether something else was asked for.</param>
/// <param name="Forms">Its forms.</param>
/// <param name="Buttons">Its buttons that send nothing.</param>
/// <param name="Links">Where it leads.</param>
internal sealed record SeenPage(int Status, string Path, bool IsRedirected, IReadOnlyList<SeenForm> Forms, IReadOnlyList<string> Buttons, IReadOnlyList<string> Links)
{
    /// <summary>How a button is named.</summary>
    public const string NameOfButton = "button => button.id || button.getAttribute('popovertarget') || button.textContent.trim()";

    // Without a button that sends it a form is a frame, such as the playground's for who may not ask.
    private const string Describe = $$"""
        const describe = (page, path, status, redirected) => ({
          status,
          path,
          redirected,
          forms: [...page.forms].filter(form => [...form.elements].some(field => field.type === 'submit')).map(form => {
            const fields = [...form.elements].filter(field => field.name && (form.method === 'post' || field.type !== 'hidden')).map(field => field.name);
            return [form.method.toUpperCase(), form.getAttribute('action') ?? path, ...new Set(fields)];
          }),
          buttons: [...page.querySelectorAll('button[type=button]')].map({{NameOfButton}}),
          links: [...page.querySelectorAll('a[href]')].map(link => link.getAttribute('href')),
        });
        """;

    /// <summary>The page that is shown.</summary>
    public static async Task<SeenPage> OfAsync(IPage page) => Read(await page.EvaluateAsync<string>($"() => {{ {Describe} return JSON.stringify([describe(document, location.pathname, 200, false)]); }}"))[0];

    /// <summary>Pages of the site, which the one that is shown fetches without showing them.</summary>
    public static async Task<IReadOnlyList<SeenPage>> FetchAsync(IPage page, IEnumerable<string> addresses) => Read(await page.EvaluateAsync<string>(
        $$"""
        async addresses => {
          {{Describe}}
          return JSON.stringify(await Promise.all(addresses.map(async address => {
            const answer = await fetch(address, { headers: { accept: 'text/html' } });
            return describe(new DOMParser().parseFromString(await answer.text(), 'text/html'), new URL(answer.url).pathname, answer.status, answer.redirected);
          })));
        }
        """,
        addresses));

    private static SeenPage[] Read(string described)
    {
        using var pages = JsonDocument.Parse(described);
        return
        [
            .. pages.RootElement.EnumerateArray().Select(page => new SeenPage(
                page.GetProperty("status").GetInt32(),
                page.GetProperty("path").GetString()!,
                page.GetProperty("redirected").GetBoolean(),
                [.. page.GetProperty("forms").EnumerateArray().Select(form => Texts(form)).Select(form => SeenForm.Of(form[0], form[1], form[2..]))],
                Texts(page.GetProperty("buttons")),
                Texts(page.GetProperty("links")))),
        ];
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetString()!)];
}
