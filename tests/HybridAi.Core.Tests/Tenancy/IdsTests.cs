using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Tenancy;

public sealed class IdsTests
{
    [Fact]
    public void Ids_print_as_plain_lower_case_UUIDs()
    {
        var id = Guid.Parse("0199A8C0-1234-7ABC-8DEF-0123456789AB");
        foreach (var text in new[] { new OrganizationId(id).ToString(), new TeamId(id).ToString(), new UserId(id).ToString(), new KeyId(id).ToString() })
            Assert.Equal("0199a8c0-1234-7abc-8def-0123456789ab", text);
        Assert.Equal("00000000-0000-7000-8000-000000000001", OrganizationId.Default.ToString());
    }
}
