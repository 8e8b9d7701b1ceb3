using System.Net;
using System.Text.RegularExpressions;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>The site as a browser sees it, in the process that serves everything.</summary>
[Collection(SharedProductCollection.Name)]
public sealed class SignInTests(SharedProduct shared)
{
    private static readonly Regex TokenField = new("name=\"form-token\" value=\"([^\"]+)\"");

    [Fact]
    public async Task An_administrator_signs_in_sees_a_request_of_her_own_and_signs_out()
    {
        using var browser = NewBrowser();
        using var asked = await shared.Product.Http.PostAsync(
            "v1/chat/completions", new StringContent("""{"model":"openai/gpt-4.1-mini","messages":[{"role":"user","content":"Hello"}]}""", null, "application/json"));
        Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync());
        var id = asked.Headers.GetValues("x-hybridai-request-id").Single();

        using var stranger = await browser.GetAsync("/");
        Assert.Equal((HttpStatusCode.Found, "/signin?returnUrl=%2F"), (stranger.StatusCode, stranger.Headers.Location?.ToString()));
        using var signedIn = await SignInAsync(browser, Product.AdministratorKey);
        Assert.Equal((HttpStatusCode.Found, "/"), (signedIn.StatusCode, signedIn.Headers.Location?.ToString()));

        var overview = await Eventually.GetAsync(
            () => browser.GetStringAsync("/"), page => page.Contains($"Request {id}", StringComparison.Ordinal), "the overview does not show the request");

        using var form = new FormUrlEncodedContent([new("form-token", TokenOf(overview))]);
        using var signedOut = await browser.PostAsync("/signout", form);
        Assert.Equal((HttpStatusCode.Found, "/signin"), (signedOut.StatusCode, signedOut.Headers.Location?.ToString()));
        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_is_told_so()
    {
        using var browser = NewBrowser();
        using var refused = await SignInAsync(browser, "hai-nobody-has-this-key");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("Nobody has this API key", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key)
    {
        using var form = new FormUrlEncodedContent([new("form-token", TokenOf(await browser.GetStringAsync("/signin"))), new("key", key), new("returnUrl", "/")]);
        return await browser.PostAsync("/signin", form);
    }

    private static string TokenOf(string page) => WebUtility.HtmlDecode(TokenField.Match(page).Groups[1].Value);

    private HttpClient NewBrowser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = shared.Product.Site };
}
