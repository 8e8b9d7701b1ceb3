// A renderer of a test's own names the types that rendering hands over; nothing here looks into them.
#pragma warning disable BL0006
using System.Runtime.ExceptionServices;
using HybridAi.Web.Dashboard;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Web.Tests.Dashboard;

/// <summary>Renders the dashboard interactively, for nobody to see.</summary>
internal sealed class Circuit : Renderer
{
    private int _shown = -1;
    private TaskCompletionSource _next = new();

    public Circuit(IServiceProvider services)
        : base(services, NullLoggerFactory.Instance) =>
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize("http://app.test/", "http://app.test/");

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    public Task ShowAsync(Dictionary<string, object?> parameters) => Dispatcher.InvokeAsync(() =>
    {
        _shown = AssignRootComponentId(InstantiateComponent(typeof(AIPerformanceDashboard)));
        return RenderRootComponentAsync(_shown, ParameterView.FromDictionary(parameters));
    });

    /// <summary>Sets parameters of what is shown; ends when nothing is waited for any more.</summary>
    public Task ChangeAsync(Dictionary<string, object?> parameters) => Dispatcher.InvokeAsync(() => RenderRootComponentAsync(_shown, ParameterView.FromDictionary(parameters)));

    /// <summary>The texts that stand there now, without those of the components in it.</summary>
    public Task<IReadOnlyList<string>> TextsAsync() => Dispatcher.InvokeAsync(() =>
    {
        var frames = GetCurrentRenderTreeFrames(_shown);
        return (IReadOnlyList<string>)[.. frames.Array.Take(frames.Count).Where(frame => frame.FrameType == RenderTreeFrameType.Text).Select(frame => frame.TextContent)];
    });

    /// <summary>Ends with the next rendering.</summary>
    public Task NextAsync() => (_next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task LeaveAsync() => Dispatcher.InvokeAsync(() => RemoveRootComponent(_shown));

    protected override void HandleException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
    {
        _next.TrySetResult();
        return Task.CompletedTask;
    }
}
