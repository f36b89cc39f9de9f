document.getElementById('app')?.setAttribute('data-build', __BUILD__);
