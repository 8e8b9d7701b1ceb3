using System.Net;
using HybridAi.Web.Session;

namespace HybridAi.Web.Tests;

public sealed class SignInTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_visitor_is_sent_to_the_sign_in_and_back_to_where_it_wanted()
    {
        var turnedAway = await _site.Browser.GetAsync("/?range=7d");
        Assert.Equal((HttpStatusCode.Found, "/signin?returnUrl=%2F%3Frange%3D7d"), (turnedAway.StatusCode, turnedAway.Headers.Location?.ToString()));
        var answer = await _site.SignInAsync("hai-viewer", "/?range=7d");
        Assert.Equal((HttpStatusCode.Found, "/?range=7d"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        var page = await _site.Browser.GetAsync("/?range=7d");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var again = await _site.Browser.GetAsync("/signin");
        Assert.Equal((HttpStatusCode.Found, "/"), (again.StatusCode, again.Headers.Location?.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_cookie_is_encrypted_out_of_scripts_reach_and_stays_on_the_site(bool https)
    {
        // Antiforgery refuses a form over https whose cookie came over http only by origin; the flags are what is looked at here.
        var answer = await _site.SignInAsync("hai-viewer", change: request =>
        {
            if (https)
                request.Headers.Add("x-test-https", "1");
        });
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith(SessionCookie.Name + "=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=strict", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.Contains("; max-age=43200", cookie);
        Assert.Equal(https, cookie.Contains("; secure"));
        Assert.DoesNotContain("hai-viewer", cookie);
    }

    [Fact]
    public async Task The_visitors_own_key_is_what_the_gateway_gets()
    {
        await _site.SignInAsync(" hai-admin ");
        await _site.Browser.GetStringAsync("/");
        Assert.NotEmpty(_site.Gateway.Calls);
        Assert.All(_site.Gateway.Calls, call => Assert.EndsWith(" hai-admin", call));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_the_APIs_own_reason_and_no_cookie()
    {
        var answer = await _site.SignInAsync("hai-wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Nobody has this API key", page);
        Assert.DoesNotContain("hai-wrong", page);
        Assert.DoesNotContain(SessionCookie.Name, string.Join(' ', answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []));
    }

    [Fact]
    public async Task An_inference_key_is_told_that_it_cannot_see_the_site()
    {
        var answer = await _site.SignInAsync("hai-inference");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("cannot see the site", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Found, (await _site.Browser.GetAsync("/")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("schlüssel")]
    [InlineData("a\r\nb")]
    public async Task What_cannot_be_a_key_is_not_sent_anywhere(string key)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.SignInAsync(key)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.SignInAsync(new string('k', 513))).StatusCode);
        Assert.Empty(_site.Gateway.Calls);
    }

    [Fact]
    public async Task A_form_that_is_not_the_sites_is_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.SignInAsync("hai-viewer", withToken: false)).StatusCode);
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.Browser.PostAsync("/signin", json)).StatusCode);
        using var huge = new FormUrlEncodedContent([new("key", new string('k', 20_000))]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.Browser.PostAsync("/signin", huge)).StatusCode);
        Assert.Empty(_site.Gateway.Calls);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("/ok\\..\\..")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task A_return_address_elsewhere_leads_to_the_start(string address)
    {
        Assert.Equal("/", LocalAddress.OrStart(address));
        var answer = await _site.SignInAsync("hai-viewer", address);
        Assert.Equal((HttpStatusCode.Found, "/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Signing_out_forgets_the_key_and_needs_the_sites_form()
    {
        await _site.SignInAsync("hai-viewer");
        using var forged = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.Browser.PostAsync("/signout", forged)).StatusCode);
        var page = await _site.Browser.GetStringAsync("/");
        using var form = new FormUrlEncodedContent([new("form-token", Site.Token(page))]);
        Assert.Equal("/signin", (await _site.Browser.PostAsync("/signout", form)).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Found, (await _site.Browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_its_lifetime()
    {
        await _site.SignInAsync("hai-viewer");
        _site.Time.Now += TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.OK, (await _site.Browser.GetAsync("/")).StatusCode);
        _site.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Found, (await _site.Browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_tampered_cookie_is_as_good_as_none()
    {
        using var browser = _site.NewBrowser();
        browser.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.Name}=CfDJ8nonsense");
        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Whoever_tries_keys_is_slowed_down_and_right_keys_do_not_count()
    {
        for (var i = 0; i < 20; i++)
        {
            using var good = await _site.SignInAsync("hai-viewer", "/");
            Assert.Equal(HttpStatusCode.Found, good.StatusCode);
            var page = await _site.Browser.GetStringAsync("/");
            using var form = new FormUrlEncodedContent([new("form-token", Site.Token(page))]);
            await _site.Browser.PostAsync("/signout", form);
        }
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await _site.SignInAsync($"hai-guess-{i}")).StatusCode);
        var refused = await _site.SignInAsync("hai-viewer");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(6), refused.Headers.RetryAfter?.Delta);
        _site.Time.Now += TimeSpan.FromSeconds(6);
        Assert.Equal(HttpStatusCode.Found, (await _site.SignInAsync("hai-viewer")).StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_refused_later_ends_the_session()
    {
        await _site.SignInAsync("hai-viewer");
        _site.Gateway.Roles.Remove("hai-viewer");
        var answer = await _site.Browser.GetAsync("/");
        Assert.Equal((HttpStatusCode.Found, "/signin?returnUrl=%2F"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        _site.Gateway.Roles["hai-viewer"] = "viewer";
        Assert.Equal(HttpStatusCode.Found, (await _site.Browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_said_so()
    {
        _site.Configure = options => options.GatewayAddress = new Uri("http://127.0.0.1:1");
        var answer = await _site.SignInAsync("hai-viewer");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("does not answer", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_failure_of_the_site_itself_is_a_page_that_says_so_and_nothing_of_the_cause()
    {
        _site.Configure = options => options.GatewayAddress = null;
        var answer = await _site.SignInAsync("hai-viewer");
        Assert.Equal((HttpStatusCode.InternalServerError, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The site failed", page);
        Assert.DoesNotContain("GatewayAddress", page);
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
    }
}
