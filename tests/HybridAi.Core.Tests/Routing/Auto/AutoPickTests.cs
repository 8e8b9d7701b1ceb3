using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Tests.Routing.Auto;

/// <summary>The order of an auto model's models: a dear good one, a middling one, a cheap one, and one that is cheaper still and bad.</summary>
public sealed class AutoPickTests
{
    private readonly RoutingRoom _room = new();

    public AutoPickTests()
    {
        _room.Add("cheap", 0.1m, 0.5m);
        _room.Add("bad", 0.01m);
        _room.Add("good", 10, 50);
        _room.Add("fair", 1, 4);
    }

    [Theory]
    [InlineData(QualityLevel.Economy, "cheap fair good bad")]
    [InlineData(QualityLevel.Balanced, "fair good cheap bad")]
    [InlineData(QualityLevel.Best, "good fair cheap bad")]
    public void The_level_decides_between_cost_and_quality(QualityLevel level, string expected) => Assert.Equal(expected, Order(level));

    [Fact]
    public void Where_no_model_is_good_enough_the_best_goes_first() =>
        Assert.Equal("cheap bad", Names(Auto(QualityLevel.Balanced, candidates: ["cheap", "bad"]), QualityLevel.Balanced));

    [Fact]
    public void The_same_quality_goes_by_cost()
    {
        _room.Add("dear", 2, 9);
        Assert.Equal("fair dear cheap", Names(Auto(QualityLevel.Best, candidates: ["dear", "cheap", "fair"]), QualityLevel.Best));
    }

    [Fact]
    public void What_is_not_for_the_task_comes_last_however_cheap() =>
        Assert.Equal("fair good cheap bad none", Names(Auto(QualityLevel.Balanced, candidates: ["none", "cheap", "bad", "good", "fair"]), QualityLevel.Balanced));

    [Fact]
    public void What_is_preferred_for_a_task_goes_before_all_others_in_its_order()
    {
        var tasks = new Dictionary<TaskKind, AutoTaskDefinition> { [TaskKind.Code] = new() { Quality = QualityLevel.Best, Prefer = ["bad/m", "cheap/m"] } };
        var auto = Auto(QualityLevel.Economy, tasks);
        Assert.Equal((QualityLevel.Best, QualityLevel.Economy, QualityLevel.Balanced), (auto.LevelOf(TaskKind.Code, null), auto.LevelOf(TaskKind.Math, null), auto.LevelOf(TaskKind.Code, QualityLevel.Balanced)));
        Assert.Equal("bad cheap good fair", Names(auto, QualityLevel.Best));
        Assert.Equal("good fair cheap bad", Names(auto, QualityLevel.Best, TaskKind.Math));
    }

    [Fact]
    public void What_a_request_needs_is_never_traded()
    {
        _room.Add("blind", 0.2m, catalog: Catalog(["text"]));
        _room.Add("sees", 5, catalog: Catalog(["text", "image"]));
        _room.Add("unknown", 0.2m);
        var auto = Auto(QualityLevel.Economy, candidates: ["unknown", "blind", "sees"]);
        Assert.Equal("unknown blind sees", Names(auto, QualityLevel.Economy));
        Assert.Equal("sees unknown", Names(auto, QualityLevel.Economy, request: _room.Request(needs: RequestNeeds.Vision)));
        Assert.Equal("sees unknown", Names(auto, QualityLevel.Best, request: _room.Request(needs: RequestNeeds.Vision)));
    }

    [Fact]
    public void What_is_not_healthy_comes_behind_all_that_is()
    {
        _room.Health.Ill.Add("fair");
        Assert.Equal("good cheap bad fair", Order(QualityLevel.Balanced));
        _room.Health.Ill.UnionWith(["good", "cheap", "bad"]);
        Assert.Equal("fair good cheap bad", Order(QualityLevel.Balanced));
    }

    [Fact]
    public void The_deployments_of_a_model_stay_together_and_go_by_the_strategy()
    {
        Deployment[] fair = [_room["fair"], new() { Id = "fair-2", Provider = "fair", Model = "m", Prices = _room["fair"].Prices }];
        Deployment[] good = [new() { Id = "good-2", Provider = "good", Model = "m", Prices = _room["good"].Prices }, _room["good"]];
        var auto = new AutoModel("auto", QualityLevel.Balanced, [new(good, TaskQuality.Of(0.9)), new([_room["cheap"]], TaskQuality.Of(0.6)), new(fair, TaskQuality.Of(0.8))]);
        // Deployments come in any order, such as when a key may not use all of them.
        Deployment[] candidates = [good[0], fair[0], _room["cheap"], good[1], fair[1]];
        var pick = new AutoPick(auto, TaskKind.Code, QualityLevel.Balanced);
        var router = _room.Router();
        var first = router.Plan(_room.Request(), candidates, "ordered", pick: pick);
        Assert.Equal(["fair/m", "fair-2", "good-2", "good/m", "cheap/m"], first.Deployments.Select(deployment => deployment.Id));
        Assert.Equal("auto; code, balanced: cheapest of quality 0.75 and above; ordered; first configured", first.Reason);
        var turns = Enumerable.Range(0, 4).Select(_ => router.Plan(_room.Request(), candidates, "round-robin", pick: pick).Deployments[0].Id);
        Assert.Equal(["fair/m", "fair-2", "fair/m", "fair-2"], turns);
    }

    [Fact]
    public void What_an_answer_costs_is_expected_of_this_request()
    {
        _room.Add("reads", 0.5m, 20);
        _room.Add("writes", 3, 3);
        var auto = new AutoModel("auto", QualityLevel.Balanced, [new([_room["reads"]], TaskQuality.Of(0.8)), new([_room["writes"]], TaskQuality.Of(0.8))]);
        Assert.Equal("reads writes", Names(auto, QualityLevel.Balanced, request: _room.Request(input: 20_000, most: 10)));
        Assert.Equal("writes reads", Names(auto, QualityLevel.Balanced, request: _room.Request(input: 100)));
    }

    [Fact]
    public void A_deployment_that_somebody_else_brought_in_comes_last()
    {
        var auto = Auto(QualityLevel.Balanced, candidates: ["cheap", "fair"]);
        var plan = _room.Router().Plan(_room.Request(), [_room["good"], _room["cheap"], _room["fair"]], "cost", pick: new AutoPick(auto, TaskKind.Code, QualityLevel.Balanced));
        Assert.Equal("fair cheap good", RoutingRoom.Names(plan));
    }

    private static CatalogModel Catalog(string[] input) => new() { Id = "m", Provider = "p", Name = "m", Input = input, ContextWindow = 100_000 };

    private string Order(QualityLevel level) => Names(Auto(level), level);

    private string Names(AutoModel auto, QualityLevel level, TaskKind task = TaskKind.Code, RouteRequest? request = null) =>
        RoutingRoom.Names(_room.Router().Plan(request ?? _room.Request(), auto.Deployments, "ordered", pick: new AutoPick(auto, task, level)));

    private AutoModel Auto(QualityLevel level, Dictionary<TaskKind, AutoTaskDefinition>? tasks = null, string[]? candidates = null) => new(
        "auto", level, [.. (candidates ?? ["cheap", "bad", "good", "fair"]).Select(name => new AutoCandidate([DeploymentOf(name)], TaskQuality.Of(Quality(name))))], tasks);

    private Deployment DeploymentOf(string name) => name == "none" ? _room.Add("none", 0.001m) : _room[name];

    private static double Quality(string name) => name switch
    {
        "good" => 0.95,
        "fair" or "dear" => 0.8,
        "bad" => 0.3,
        "none" => 0,
        _ => 0.6,
    };
}
