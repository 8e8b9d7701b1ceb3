using HybridAi.Core.Routing.Geography;

namespace HybridAi.Core.Tests.Routing.Geography;

public sealed class RegionTableTests
{
    private static readonly RegionTable Table = RegionTable.LoadBuiltIn();

    // Great-circle distances between the cities, rounded: Dublin-Paris 780, Frankfurt-Northern Virginia 6,600, Tokyo-Sydney 7,800, London-Singapore 10,900.
    [Theory]
    [InlineData("eu-west-1", "europe-west9", 700, 860)]
    [InlineData("germanywestcentral", "us-east-1", 6_300, 6_900)]
    [InlineData("ap-northeast-1", "AUSTRALIAEAST", 7_600, 8_000)]
    [InlineData("uksouth", "ap-southeast-1", 10_600, 11_100)]
    public void Distances_are_those_of_the_globe(string from, string to, double least, double most)
    {
        Assert.InRange(Table.Kilometers(from, to)!.Value, least, most);
        Assert.Equal(Table.Kilometers(from, to), Table.Kilometers(to, from));
    }

    [Fact]
    public void What_nobody_knows_is_only_near_itself()
    {
        Assert.Equal(0, Table.Kilometers("Site-7", "site-7"));
        Assert.Null(Table.Kilometers("site-7", "eu-west-1"));
        Assert.Null(Table.Kilometers("eu-west-1", null));
        Assert.Null(Table.Kilometers(null, null));
        Assert.False(Table.Knows("site-7"));
        Assert.True(Table.Knows("EU-West-1"));
    }
}
