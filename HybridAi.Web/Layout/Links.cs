namespace HybridAi.Web.Layout;

/// <summary>Addresses of pages that are about one thing.</summary>
internal static class Links
{
    public static string Provider(string name) => "/providers/" + Uri.EscapeDataString(name);

    public static string ProviderTest(string provider, Guid id) => $"{Provider(provider)}/tests/{id}";

    public static string Model(string provider, string model) => $"/models/{Uri.EscapeDataString(provider)}/{Uri.EscapeDataString(model).Replace("%2F", "/", StringComparison.Ordinal)}";

    public static string Request(Guid id) => $"/requests/{id}";
}
