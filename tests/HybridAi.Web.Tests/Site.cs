using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client.Providers;
using HybridAi.Web.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Web.Tests;

/// <summary>The site on a real server before a fake gateway, and a browser that keeps cookies and follows nothing.</summary>
public sealed partial class Site : IAsyncLifetime
{
    private readonly WebApplication _app;

    public Site()
        : this(_ => { })
    {
    }

    /// <summary>With services of the test's own besides.</summary>
    internal Site(Action<IServiceCollection> more)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Environment.EnvironmentName = "Production";
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddWeb(options =>
        {
            options.GatewayAddress = Gateway.Address;
            options.GatewayTimeout = TimeSpan.FromSeconds(20);
            Configure?.Invoke(options);
        });
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        more(builder.Services);
        _app = builder.Build();
        // Stands in for a proxy that ends TLS before the site.
        _app.Use((http, next) =>
        {
            if (http.Request.Headers.ContainsKey("x-test-https"))
                http.Request.Scheme = "https";
            return next(http);
        });
        _app.MapWeb();
    }

    internal FakeGateway Gateway { get; } = new();

    internal SteppedTime Time { get; } = new(Sample.Start);

    public Action<WebOptions>? Configure { get; set; }

    public HttpClient Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Gateway.StartAsync();
        // As much as the first page needs to be one.
        Gateway.AnswerList<ProviderDocument>("GET /api/providers", []);
        await _app.StartAsync();
        Browser = NewBrowser();
    }

    /// <summary>Goes on as somebody who has not signed in.</summary>
    public void NewSession()
    {
        Browser.Dispose();
        Browser = NewBrowser();
    }

    public HttpClient NewBrowser()
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(address) };
    }

    public async Task<HttpResponseMessage> SignInAsync(string key, string? returnUrl = null, bool withToken = true, Action<HttpRequestMessage>? change = null)
    {
        var page = await Browser.GetStringAsync("/signin" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        var fields = new Dictionary<string, string> { ["key"] = key, ["returnUrl"] = returnUrl ?? "/" };
        if (withToken)
            fields["form-token"] = Token(page);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin") { Content = new FormUrlEncodedContent(fields) };
        change?.Invoke(request);
        return await Browser.SendAsync(request);
    }

    /// <summary>A page, which has to be there.</summary>
    public async Task<string> PageAsync(string address)
    {
        var answer = await Browser.GetAsync(address);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} is {answer.StatusCode}: {page}");
        // The content security policy forbids these; a browser would show the page without them.
        Assert.Empty(Inline().Matches(page));
        return page;
    }

    /// <summary>Sends a form as a page of the site has it; the answer leads to the next page.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await PageAsync(page);
        Assert.Contains($"action=\"{action}\"", html);
        using var form = new FormUrlEncodedContent(
            [new("form-token", Token(html)), new("back", page), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
        return await Browser.PostAsync(action, form);
    }

    public static string Token(string page) => WebUtility.HtmlDecode(TokenField().Match(page).Groups[1].Value);

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    [GeneratedRegex("<script(?![^>]* src=\"/assets/)|<style|<[^>]* style=|<[^>]* on[a-z]+=\"", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
