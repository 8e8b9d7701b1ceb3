namespace HybridAi.Web.Layout;

/// <summary>Addresses of pages that are about one thing.</summary>
internal static class Links
{
    public static string Provider(string name) => "/providers/" + Uri.EscapeDataString(name);

    public static string ProviderTest(string provider, Guid id) => $"{Provider(provider)}/tests/{id}";

    public static string Request(Guid id) => $"/requests/{id}";
}
