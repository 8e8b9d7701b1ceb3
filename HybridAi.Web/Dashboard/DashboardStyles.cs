namespace HybridAi.Web.Dashboard;

/// <summary>
/// The site's stylesheet for a page that is not the site's: all of it nested in the dashboard's class, so that nothing outside of it is concerned, and its colours are the dashboard's own.
/// </summary>
internal static class DashboardStyles
{
    private const string Root = ":root {";

    // What the site has from its body.
    private const string Own = """
          & { display: grid; gap: var(--space); grid-template-columns: minmax(0, 1fr); padding: var(--space); border-radius: var(--radius); background: var(--page); color: var(--text); font: 1rem/1.5 var(--font); text-align: left; }
          .card { display: block; }

        """;

    public static string Of(string siteStyles) => $".hybridai-dashboard {{\n{Own}{siteStyles.Replace(Root, "& {", StringComparison.Ordinal)}}}\n";
}
