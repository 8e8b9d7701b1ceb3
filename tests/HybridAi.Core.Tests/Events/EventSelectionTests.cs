using System.Text.Json;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Events;

public sealed class EventSelectionTests
{
    private static readonly OrganizationId Own = new(Guid.Parse("01900000-0000-7000-8000-00000000000a"));
    private static readonly OrganizationId Other = new(Guid.Parse("01900000-0000-7000-8000-00000000000b"));

    [Fact]
    public void Each_sees_its_own_organization_the_default_one_the_installation_and_its_administrators_all()
    {
        static (bool Own, bool Other, bool Default, bool Installation) Seen(OrganizationId viewer, bool seesAll, OrganizationId? only)
        {
            var selection = new EventSelection(["budget"], viewer, seesAll, only, []);
            return (selection.Wants("budget", Own), selection.Wants("budget", Other), selection.Wants("budget", OrganizationId.Default), selection.Wants("budget", null));
        }

        Assert.Equal((true, false, false, false), Seen(Own, false, null));
        Assert.Equal((false, false, true, true), Seen(OrganizationId.Default, false, null));
        Assert.Equal((true, true, true, true), Seen(OrganizationId.Default, true, null));
        Assert.Equal((false, true, false, false), Seen(OrganizationId.Default, true, Other));
        Assert.Equal((true, false, false, false), Seen(Own, false, Own));
    }

    [Fact]
    public void Usage_is_of_all_for_those_who_see_all_and_else_of_one()
    {
        Assert.Null(new EventSelection([], OrganizationId.Default, seesAll: true, null, []).Organization);
        Assert.Equal(Other, new EventSelection([], OrganizationId.Default, seesAll: true, Other, []).Organization);
        Assert.Equal(Own, new EventSelection([], Own, seesAll: false, null, []).Organization);
    }

    [Fact]
    public void The_installation_is_for_the_default_organization_unless_one_is_asked_for()
    {
        Assert.True(new EventSelection([], OrganizationId.Default, seesAll: true, null, []).HasInstallation);
        Assert.True(new EventSelection([], OrganizationId.Default, seesAll: false, null, []).HasInstallation);
        Assert.False(new EventSelection([], OrganizationId.Default, seesAll: true, OrganizationId.Default, []).HasInstallation);
        Assert.False(new EventSelection([], Own, seesAll: false, null, []).HasInstallation);
    }

    // The database is asked accordingly.
    [Fact]
    public void Whoever_is_told_of_every_organization_is_told_of_the_installation()
    {
        List<EventSelection> selections =
        [
            .. from viewer in new[] { OrganizationId.Default, Own }
               from seesAll in new[] { true, false }
               from only in new OrganizationId?[] { null, OrganizationId.Default, Own }
               select new EventSelection([], viewer, seesAll, only, []),
        ];
        Assert.Contains(selections, one => one.Organization is null);
        Assert.All(selections, one => Assert.True(one.Organization is not null || one.HasInstallation));
    }

    [Fact]
    public void Only_the_topics_that_were_asked_for_are_wanted()
    {
        var selection = new EventSelection(["budget", "jobs"], OrganizationId.Default, seesAll: true, null, []);
        Assert.True(selection.Wants("jobs", null));
        Assert.False(selection.Wants("cache.purge", null));
    }

    [Theory]
    [InlineData("configuration", "configuration")]
    [InlineData("cache.*", "cache.purge")]
    [InlineData(" jobs , cache.purge,jobs", "jobs,cache.purge")]
    [InlineData("*", "configuration,budget,semantic-cache,cache.purge,provider.status,provider.health,fallback,errors,alerts,tests,jobs,usage")]
    [InlineData("cache", null)]
    [InlineData("nobody.*,jobs", null)]
    [InlineData("jobs,", null)]
    public void Topics_are_named_or_begun_and_a_name_that_stands_for_none_is_said(string text, string? expected)
    {
        Assert.Equal(expected is not null, TopicNames.TryFind(text, out var topics, out var unknown));
        Assert.Equal(expected is null, unknown is not null);
        if (expected is not null)
            Assert.Equal(expected, string.Join(',', topics.Select(topic => topic.Name)));
    }

    [Theory]
    [InlineData("kind:warning", true)]
    [InlineData("kind:exhausted", false)]
    [InlineData("threshold:0.8, kind:warning", true)]
    [InlineData("threshold:0.8,kind:exhausted", false)]
    [InlineData("target:one:m", true)]
    [InlineData("isLast:true", true)]
    [InlineData("nothing:null", false)]
    [InlineData("inner:{}", false)]
    [InlineData("missing:x", false)]
    public void All_fields_must_have_their_values(string text, bool expected)
    {
        Assert.True(EventField.TryParse(text, out var fields));
        var data = JsonElement.Parse("""{"kind":"warning","threshold":0.8,"target":"one:m","isLast":true,"nothing":null,"inner":{}}""");
        Assert.Equal(expected, new EventSelection([], Own, false, null, fields).Wants(data));
    }

    [Theory]
    [InlineData("kind")]
    [InlineData(":x")]
    [InlineData("kind:")]
    [InlineData("kind:x,")]
    [InlineData("a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1")]
    public void What_is_no_list_of_fields_is_refused(string text) => Assert.False(EventField.TryParse(text, out _));
}
