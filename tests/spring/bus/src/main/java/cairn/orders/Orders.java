// An application with a configuration server and a bus, which says what it was told. Nothing in it knows of Cairn.
package cairn.orders;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Orders {
  public static void main(String[] arguments) {
    SpringApplication.run(Orders.class, arguments);
  }

  // Made anew with each refresh, as beans of this scope are.
  @Component
  @RefreshScope
  public static class Prices {
    @Value("${n:none}")
    private String n;

    public String n() {
      return n;
    }
  }

  @RestController
  public static class Told {
    private final Prices prices;
    private final Environment environment;
    private final AtomicInteger refreshes = new AtomicInteger();

    public Told(Prices prices, Environment environment) {
      this.prices = prices;
      this.environment = environment;
    }

    @EventListener(RefreshScopeRefreshedEvent.class)
    public void refreshed() {
      refreshes.incrementAndGet();
    }

    @GetMapping("/told")
    public Map<String, Object> told() {
      return Map.of("n", prices.n(), "refreshes", refreshes.get());
    }

    @GetMapping("/property")
    public Map<String, String> property(@RequestParam("name") String name) {
      return Map.of("value", environment.getProperty(name, "none"));
    }
  }
}
