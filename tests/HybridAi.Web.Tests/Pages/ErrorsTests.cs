using HybridAi.Client.ErrorGroups;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class ErrorsTests : IAsyncLifetime
{
    private static readonly Guid Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000002");
    private static readonly Guid RequestId = Guid.Parse("0195d1c0-0000-7000-8000-000000000003");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/errors", [Group("open")], next: "c2");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Failures_are_shown_with_where_they_lie_and_whom_they_met()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/errors");
        string[] shown =
        [
            "Timeout, HTTP 504", "lies with the provider, openai, openai/gpt", "1,234", "5 min ago", "Broke &lt;here&gt;", $"href=\"/requests/{RequestId}\"", "opened again 2 times", "cursor=c2",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Resolve", page);
        Assert.Contains("/api/errors?state=open&limit=50 hai-viewer", _site.Gateway.Calls);
    }

    [Theory]
    [InlineData("?state=all", "/api/errors?limit=50")]
    [InlineData("?state=resolved&source=gateway&provider=groq&cause=Timeout", "/api/errors?state=resolved&source=gateway&provider=groq&cause=Timeout&limit=50")]
    public async Task What_is_searched_for_is_asked(string query, string call)
    {
        _site.Gateway.AnswerList<ErrorGroupDocument>("GET /api/errors", []);
        await _site.SignInAsync("hai-viewer");
        Assert.Contains("None is like this.", await _site.PageAsync("/errors" + query));
        Assert.Contains(call + " hai-viewer", _site.Gateway.Calls);
        Assert.Contains("Nothing fails that is not resolved.", await _site.PageAsync("/errors"));
    }

    [Fact]
    public async Task An_operator_resolves_and_opens_again()
    {
        _site.Gateway.Answer($"POST /api/errors/{Id}/resolve", Group("resolved"));
        _site.Gateway.Answer($"POST /api/errors/{Id}/reopen", Group("open"));
        await _site.SignInAsync("hai-operator");
        await _site.SendFormAsync("/errors", $"/errors/{Id}/resolve");
        Assert.Contains("Timeout is resolved.", await _site.PageAsync("/errors"));
        _site.Gateway.AnswerList("GET /api/errors", [Group("resolved")]);
        await _site.SendFormAsync("/errors?state=resolved", $"/errors/{Id}/reopen");
        Assert.Equal([$"POST /api/errors/{Id}/resolve", $"POST /api/errors/{Id}/reopen"], _site.Gateway.Changes);
    }

    private static ErrorGroupDocument Group(string state) => new()
    {
        Id = Id, Source = "provider", Provider = "openai", Deployment = "openai/gpt", Cause = "Timeout", Status = 504, Detail = "Broke <here>", State = state, Count = 1234,
        FirstAt = Sample.Start - TimeSpan.FromDays(1), LastAt = Sample.Start - TimeSpan.FromMinutes(5), Reopened = 2, KeyIds = [], RequestIds = [RequestId],
    };
}
