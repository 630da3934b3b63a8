// ManageIQ's forms of routers, subnets and network providers show a change that the API refuses (400) as "Server Error (API)" with the JSON of the answer.
// Here the page shows its message, and the form stays open. Other answers are left to ManageIQ.
(function() {
  if (window.ovirtNetRefusals) { return; }
  window.ovirtNetRefusals = true;

  var send = window.fetch;
  window.fetch = function(resource, options) {
    var answer = send.apply(this, arguments);
    var isChange = /^(POST|PATCH)$/i.test((options || {}).method || '') && /^\/api\/(network_routers|cloud_subnets|providers)(\/\d+)?$/.test(String(resource));
    if (!isChange) { return answer; }

    return answer.then(function(response) {
      if (response.status !== 400) { return response; }

      return response.clone().json().catch(function() { return {}; }).then(function(body) {
        var message = body.error && body.error.message;
        if (!message) { return response; }

        // ManageIQ's page of a router has no place for messages.
        if (!document.getElementById('flash_msg_div')) {
          document.getElementById('ovirt_net_messages').id = 'flash_msg_div';
        }
        window.clearFlash();
        window.add_flash(message, 'error');
        return Promise.reject(new Error(message));
      });
    });
  };
})();
